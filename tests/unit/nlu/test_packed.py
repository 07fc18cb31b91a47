from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.packed import PackedFormatError, expand_blocks, read_packed
from tests.unit.nlu.tiny import HIDDEN, NORMALISATION, PIECES, pack, shapes, write_packed


def test_all_that_is_in_the_file_is_read(tmp_path: Path) -> None:
    packed = read_packed(write_packed(tmp_path / "tiny.bin"))

    assert packed.sizes.hidden == HIDDEN
    assert packed.sizes.vocabulary == len(PIECES)
    assert packed.pieces.texts == PIECES
    assert (packed.pieces.bos, packed.pieces.eos, packed.pieces.pad, packed.pieces.unk) == (0, 2, 1, 3)
    assert packed.pieces.normalisation == NORMALISATION
    assert {name: values.size for name, values in packed.tensors.items()} == shapes()


def test_low_nibbles_come_first_then_high_ones() -> None:
    raw = np.float16(0.5).tobytes() + bytes([0x98] * 16)  # low nibble 8 is zero, high nibble 9 is one step

    assert expand_blocks(raw).tolist() == [0.0] * 16 + [0.5] * 16


@given(st.lists(st.integers(-8, 7), min_size=64, max_size=64))
def test_blocks_return_what_was_packed(levels: list[int]) -> None:
    values = np.array(levels, dtype=np.float32) * np.float32(0.25)

    assert np.array_equal(expand_blocks(pack(values, 0.25)), values)


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"PK\x03\x04 something else")

    with pytest.raises(PackedFormatError, match=r"x\.bin is not a packed encoder"):
        read_packed(tmp_path / "x.bin")


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.6, 0.99])
def test_a_file_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    whole = write_packed(tmp_path / "tiny.bin").read_bytes()
    (tmp_path / "cut.bin").write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(PackedFormatError):
        read_packed(tmp_path / "cut.bin")


def test_another_version_is_refused(tmp_path: Path) -> None:
    path = write_packed(tmp_path / "tiny.bin")
    path.write_bytes(path.read_bytes()[:4] + b"\x09" + path.read_bytes()[5:])

    with pytest.raises(PackedFormatError, match="version 9"):
        read_packed(path)
