"""A tiny encoder in the packed format: real layout, random weights, letters for a vocabulary."""

import struct
from pathlib import Path

import numpy as np

from nlu.conversion import tensor_names

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS, TYPES = 32, 1, 2, 64, 64, 2
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    *"абвгдежзийклмнопрстуфхцчшщъыьэюяqueryasg:?0123456789",
    "<mask>",
]
NORMALISATION = {"\u200b": " ", "\t": " ", "\x01": "", "Ⅳ": "IV"}
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])


def pack(values: np.ndarray, scale: float = 0.05) -> bytes:
    """Return float values, a multiple of 32, as 4-bit blocks."""
    levels = np.clip(np.round(values / scale) + 8, 0, 15).astype(np.uint8).reshape(-1, 32)
    blocks = np.zeros(len(levels), dtype=BLOCK)
    blocks["scale"] = scale
    blocks["nibbles"] = levels[:, :16] | (levels[:, 16:] << 4)
    return blocks.tobytes()


def shapes() -> dict[str, int]:
    """Return the number of weights of each tensor by its packed name."""
    sizes = {"emb.word": len(PIECES) * HIDDEN, "emb.pos": POSITIONS * HIDDEN, "emb.type": TYPES * HIDDEN}
    parts = {"q": 1, "k": 1, "v": 1, "ao": 1, "fi": FEED_FORWARD // HIDDEN, "fo": FEED_FORWARD // HIDDEN}
    for name in tensor_names(LAYERS):
        part = name.split(".")[1]
        if name.endswith(".w") and part in parts:
            sizes[name] = parts[part] * HIDDEN * HIDDEN
        else:
            sizes.setdefault(name, FEED_FORWARD if name.endswith("fi.b") else HIDDEN)
    return sizes


def write_packed(path: Path, seed: int = 0) -> Path:
    """Write the file and return its path."""
    random = np.random.default_rng(seed)
    header = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, FEED_FORWARD, len(PIECES), POSITIONS, TYPES, 1e-12, 32
    )
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)])
    tokenizer = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1]))
    tokenizer += struct.pack(f"<{len(offsets)}I", *offsets)
    tokenizer += struct.pack(f"<{len(PIECES)}f", *[-float(place) / 10 for place in range(len(PIECES))])
    tokenizer += b"".join(blob)
    table = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(sign), len(to), *map(ord, to)) for sign, to in NORMALISATION.items()
    )
    tokenizer += struct.pack("<iI", len(NORMALISATION), len(table)) + table
    entries, data = [], []
    for name, count in shapes().items():
        values = random.normal(0, 0.1, count).astype(np.float32)
        if "ln.w" in name:
            values += 1
        packed = (name.endswith(".w") and "ln" not in name) or name == "emb.word"
        data.append(pack(values) if packed else values.tobytes())
        entries.append((name.encode(), int(packed), count))
    size = len(header) + len(tokenizer) + 4 + sum(2 + len(name) + 21 for name, _, _ in entries)
    directory = struct.pack("<i", len(entries))
    for (name, packed, count), raw in zip(entries, data, strict=True):
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", packed, count, size, len(raw))
        size += len(raw)
    path.write_bytes(header + tokenizer + directory + b"".join(data))
    return path
