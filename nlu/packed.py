"""Reader of the packed encoder file: a BERT encoder in 4-bit blocks with its Unigram tokenizer.

Layout, little-endian: magic, version, sizes, tokenizer pieces and scores, normalisation table,
directory of tensors, tensors. A 4-bit block is an f16 scale and 16 bytes that hold 32 weights.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32


class PackedFormatError(ValueError):
    """The file is not a packed encoder of the known layout."""


@dataclass(frozen=True)
class Sizes:
    """Shape of the BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True)
class Pieces:
    """Unigram tokenizer: pieces in the order of their ids, log-probabilities, special ids, normalisation."""

    texts: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unk: int
    normalisation: Mapping[str, str]


@dataclass(frozen=True)
class PackedEncoder:
    """What one file holds; tensors are flat float32 arrays, to be reshaped by who knows the shape."""

    sizes: Sizes
    pieces: Pieces
    tensors: Mapping[str, NDArray[np.float32]]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def take(self, size: int) -> bytes:
        piece = self.data[self.at : self.at + size]
        if len(piece) != size:
            raise PackedFormatError("the file ends too early")
        self.at += size
        return piece


def read_packed(path: Path) -> PackedEncoder:
    """Read the whole file at `path` (about 70 MB) and expand its 4-bit tensors to float32.

    Raises PackedFormatError if it is cut short or of another layout.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.take(4) != MAGIC:
        raise PackedFormatError(f"{path.name} is not a packed encoder")
    try:
        return _read(cursor)
    except (struct.error, UnicodeDecodeError) as error:
        raise PackedFormatError(f"{path.name} is damaged: {error}") from error


def _read(cursor: _Cursor) -> PackedEncoder:
    (version, *shape) = cursor.unpack("I7if")
    (block,) = cursor.unpack("i")
    if version != 1 or block != BLOCK:
        raise PackedFormatError(f"version {version} with blocks of {block} is not known; 1 and {BLOCK} are")
    sizes = Sizes(*shape)
    pieces = _read_pieces(cursor)
    return PackedEncoder(sizes, pieces, _read_tensors(cursor))


def _read_pieces(cursor: _Cursor) -> Pieces:
    count, bos, eos, pad, unk = cursor.unpack("5i")
    (length,) = cursor.unpack("Q")
    offsets = cursor.unpack(f"{count + 1}I")
    scores = list(cursor.unpack(f"{count}f"))
    blob = cursor.take(length)
    texts = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    return Pieces(texts, scores, bos, eos, pad, unk, _read_normalisation(cursor))


def _read_normalisation(cursor: _Cursor) -> dict[str, str]:
    entries, _ = cursor.unpack("iI")
    table: dict[str, str] = {}
    for _ in range(entries):
        code, length = cursor.unpack("IB")
        table[chr(code)] = "".join(map(chr, cursor.unpack(f"{length}I")))
    return table


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.unpack("i")
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.take(length).decode()
        packed, elements, offset, size = cursor.unpack("BIQQ")
        raw = cursor.data[offset : offset + size]
        if len(raw) != size:
            raise PackedFormatError(f"tensor {name} lies outside the file")
        values = expand_blocks(raw) if packed else np.frombuffer(raw, dtype="<f4")
        if values.size != elements:
            raise PackedFormatError(f"tensor {name} has {values.size} values, {elements} were promised")
        tensors[name] = values
    return tensors


def expand_blocks(raw: bytes) -> NDArray[np.float32]:
    """Turn 4-bit blocks into float32: weight j is the low nibble of byte j, weight j + 16 the high one."""
    layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
    blocks = np.frombuffer(raw, dtype=layout)
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    expanded: NDArray[np.float32] = (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return expanded
