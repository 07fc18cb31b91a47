import os
import subprocess
from pathlib import Path

import pytest

from otklik.settings import ROOT
from tools.setup import environment


@pytest.fixture(autouse=True)
def own_stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "STAMPS", tmp_path / "stamps")


def test_step_is_run_once_for_what_it_is_made_from(tmp_path: Path) -> None:
    mark = tmp_path / "runs"

    def step(digest: str) -> None:
        environment.run("lock", digest, "packages", "repeat.", "sh", "-c", f"echo >> {mark}")

    step("a")
    step("a")
    step("b")
    assert len(mark.read_text()) == 2


def test_failed_step_leaves_no_stamp() -> None:
    with pytest.raises(environment.SetupError, match=r"packages: failed.*Remedy: repeat"):
        environment.run("lock", "a", "packages", "repeat.", "false")
    assert not environment.is_done("lock", "a")


def test_no_room_on_the_disk(tmp_path: Path) -> None:
    environment.check_disk(tmp_path, needed_gb=0)
    with pytest.raises(environment.SetupError, match=r"GB free and the installation needs 1e\+09 GB. Remedy"):
        environment.check_disk(tmp_path, needed_gb=1e9)


def test_torch_is_taken_from_the_requirements() -> None:
    assert environment.torch_requirement(ROOT / "requirements.in").startswith("torch==")


def test_only_packages_of_an_earlier_lock_are_removed(tmp_path: Path) -> None:
    lock, installed, mark = tmp_path / "lock", tmp_path / "stamps" / "installed.lock", tmp_path / "mark"
    installed.parent.mkdir()
    pip = ("sh", "-c", f'echo "$@" >> {mark}', "pip")
    lock.write_text("jax==1\nruamel.yaml==1\n")
    environment.remove_dropped(lock, installed, pip)
    assert not mark.exists()
    lock.write_text("ruamel-yaml==2\n")
    environment.remove_dropped(lock, installed, pip)
    environment.remove_dropped(lock, installed, pip)
    assert mark.read_text().split() == ["uninstall", "--yes", "--quiet", "jax"]


def test_pip_is_shown_as_a_count_and_in_full_only_when_it_fails(capsys: pytest.CaptureFixture[str]) -> None:
    said = "; ".join(f"echo Collecting p{number}" for number in range(20))
    assert environment.count_packages(["sh", "-c", said], 20) == 0
    assert capsys.readouterr().out.splitlines()[-1].strip() == "20 of 20"
    assert environment.count_packages(["sh", "-c", "echo ERROR: no such package; exit 1"], 20) == 1
    assert "no such package" in capsys.readouterr().err


def find_python(path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(ROOT / "tools/setup/find-python")], capture_output=True, text=True, check=False,
        env={"PATH": f"{path}:/usr/bin:/bin", **variables},
    )  # fmt: skip


def fake_python(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def test_a_shim_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    fake_python(tmp_path, "python3.11", "echo 'not installed' >&2; exit 127")
    fake_python(tmp_path, "good", 'case "$2" in *executable*) echo "$0";; esac')
    found = find_python(tmp_path, PYTHON=str(tmp_path / "good"))
    assert found.stdout.strip() == str(tmp_path / "good")


def test_python_without_venv_is_named_with_the_package_to_install(tmp_path: Path) -> None:
    bare = 'case "$2" in *executable*) echo "$0";; *) exit 1;; esac'
    script = (ROOT / "tools/setup/find-python").read_text()
    # The system's own Pythons are left out of the search, as on a machine that has none.
    alone = tmp_path / "find-python"
    alone.write_text(script.replace("/usr/bin/python3.11 /usr/local/bin/python3.11 python3", ""))
    fake_python(tmp_path, "python3.11", bare)
    environment_ = {"PATH": f"{tmp_path}{os.pathsep}/nowhere"}
    result = subprocess.run(
        ["/bin/sh", str(alone)], capture_output=True, text=True, check=False, env=environment_
    )
    assert result.returncode == 1
    assert "apt-get install python3.11-venv" in result.stderr
    (tmp_path / "python3.11").unlink()
    result = subprocess.run(
        ["/bin/sh", str(alone)], capture_output=True, text=True, check=False, env=environment_
    )
    assert "Python 3.11 was not found" in result.stderr
    assert result.stderr.count("\n") == 1
