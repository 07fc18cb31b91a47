"""Makes or renews `.venv`. Runs on a bare Python 3.11, so the standard library is all it has.

Every step leaves a stamp with the hash of what it was made from, inside `.venv`, so that deleting the
environment deletes its stamps. A step whose stamp is right is not repeated; one that was cut short is.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"

# The environment is about 4 GB, the encoder and its build about 1.5 GB, the rest is room for pip to unpack.
NEEDED_GB = 8


class SetupError(Exception):
    """What went wrong and what to do about it, in one line."""


def check_disk(path: Path, needed_gb: float = NEEDED_GB) -> None:
    """Raise `SetupError` when less than `needed_gb` gigabytes are free where `path` lies."""
    free = shutil.disk_usage(path).free / 1e9
    if free < needed_gb:
        raise SetupError(
            f"{path} has {free:.1f} GB free and the installation needs {needed_gb:g} GB. "
            "Remedy: free some space or clone to a larger disk, then repeat; what is done is kept."
        )


def fingerprint(*parts: str | bytes | Path) -> str:
    """Hash of texts, bytes and files' contents."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part
        data = data.encode() if isinstance(data, str) else data
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def torch_requirement(requirements: Path) -> str:
    """The line of `requirements.in` that pins PyTorch, which is installed before the lock."""
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if line.startswith("torch=="):
            return line.strip()
    raise SetupError(f"{requirements} does not pin torch. Remedy: restore the line torch==...")


def is_done(step: str, digest: str) -> bool:
    """Whether the step's stamp holds this digest."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == digest


def mark_done(step: str, digest: str) -> None:
    """Leave the step's stamp, whole or not at all."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    partial = STAMPS / f"{step}.partial"
    partial.write_text(digest)
    partial.replace(STAMPS / step)


def run(step: str, digest: str, title: str, remedy: str, *command: str | Path, packages: int = 0) -> None:
    """Run one step unless its stamp is right. With `packages`, pip is shown as a count of so many."""
    if is_done(step, digest):
        return
    print(f"-- {title}", flush=True)
    began = time.monotonic()
    parts = [str(part) for part in command]
    code = (
        count_packages(parts, packages)
        if packages
        else subprocess.run(parts, cwd=ROOT, check=False).returncode
    )
    if code != 0:
        raise SetupError(f"{title}: failed, see the lines above. Remedy: {remedy}")
    mark_done(step, digest)
    print(f"   done in {time.monotonic() - began:.0f} s", flush=True)


def count_packages(command: list[str], total: int) -> int:
    """Run pip and show how far it is; its own lines only when it fails. Returns its exit code."""
    lines: list[str] = []
    seen = shown = 0
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line)
            if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
                seen += 1
                # In a log a line for every tenth of the way, in a terminal one line that changes.
                if sys.stdout.isatty():
                    print(f"\r   {seen} of {total}", end="", flush=True)
                elif seen * 10 // total > shown:
                    shown = seen * 10 // total
                    print(f"   {seen} of {total}", flush=True)
            elif line.startswith("Installing collected packages"):
                print(f"{chr(13) if sys.stdout.isatty() else ''}   unpacking {total} packages", flush=True)
    if pip.returncode != 0:
        print(*(line for line in lines[-30:] if not line.startswith("WARNING")), sep="", file=sys.stderr)
    return pip.returncode


def install() -> None:
    """Bring `.venv` to what the lock says; quick when it is there already."""
    lock = ROOT / "requirements.lock"
    torch = torch_requirement(ROOT / "requirements.in")
    interpreter = fingerprint(sys.version)
    wanted = {
        "venv": interpreter,
        "torch": fingerprint(interpreter, torch),
        "lock": fingerprint(interpreter, torch, lock),
        "project": fingerprint(interpreter, "compat", str(ROOT), ROOT / "pyproject.toml"),
    }
    if all(is_done(step, digest) for step, digest in wanted.items()):
        return
    usable = is_usable(PYTHON)
    if not usable and STAMPS.exists():
        shutil.rmtree(STAMPS)
    if not (STAMPS / "lock").exists():
        check_disk(ROOT)
        print("Setting up Python packages: about 4 GB, two to ten minutes, once.", flush=True)
    clear = () if usable else ("--clear",)
    run(
        "venv", wanted["venv"], "virtual environment", "delete .venv and repeat.",
        sys.executable, "-m", "venv", *clear, VENV,
    )  # fmt: skip
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install")
    online = "check the connection (or pip's configuration) and repeat; what is downloaded is kept."
    run("torch", wanted["torch"], f"PyTorch ({torch})", online, *pip, "--progress-bar", "on", torch)
    remove_dropped(lock, STAMPS / "installed.lock", pip[:3])
    run(
        "lock", wanted["lock"], "packages of requirements.lock", online,
        *pip, "--progress-bar", "off", "--no-deps", "--ignore-requires-python", "-r", lock,
        packages=lock.read_text(encoding="utf-8").count("=="),
    )  # fmt: skip
    # The whole checkout on the path (`compat`): a room added later is found without installing anew.
    run(
        "project", wanted["project"], "Otklik itself", "repeat; if it fails again delete .venv.",
        *pip, "--quiet", "--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat",
        "-e", ROOT,
    )  # fmt: skip


def remove_dropped(lock: Path, installed: Path, pip: tuple[str | Path, ...]) -> None:
    """Uninstall what an earlier lock named and this one does not; other packages are not ours to remove."""
    dropped = list_names(installed) - list_names(lock) if installed.exists() else set()
    if dropped:
        command = [*pip, "uninstall", "--yes", "--quiet", *sorted(dropped)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            raise SetupError("dropped packages could not be removed. Remedy: delete .venv and repeat.")
    shutil.copyfile(lock, installed)


def list_names(lock: Path) -> set[str]:
    """Names of the packages of a lock, as PyPI compares them."""
    pins = (line.partition("==") for line in lock.read_text(encoding="utf-8").splitlines())
    return {re.sub(r"[-_.]+", "-", name).lower() for name, separator, _ in pins if separator}


def is_usable(python: Path) -> bool:
    """Whether the environment's pip runs. In a copied or moved checkout it does not: its paths are old."""
    if not python.exists():
        return False
    check = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    return check.returncode == 0 and str(python.parent.parent).encode() in check.stdout


def main() -> int:
    """Entry point of the Makefile."""
    try:
        install()
    except SetupError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next start goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
