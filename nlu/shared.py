"""The encoder of the search, one a process: featurizer and retrieval share it, its memory and its cache."""

import os
from pathlib import Path
from threading import Lock

from nlu.encoder import Encoder

ENVIRONMENT_VARIABLE = "OTKLIK_ENCODER"
DEFAULT_ENCODER = ".data/encoder"

_lock = Lock()
_encoders: dict[str, Encoder] = {}


def shared_encoder(name_or_path: str | None = None, threads: int = 1) -> Encoder:
    """Return the process's encoder, loaded at the first call (about a second).

    `name_or_path` None means the one loaded already, else the one the environment variable OTKLIK_ENCODER
    names, else `.data/encoder` below the working directory. Raises EncoderError when it cannot be loaded.
    """
    with _lock:
        if name_or_path is None and len(_encoders) == 1:
            return next(iter(_encoders.values()))
        name = _name(name_or_path)
        if name not in _encoders:
            _encoders[name] = Encoder.load(name, threads)
        return _encoders[name]


def _name(name_or_path: str | None) -> str:
    name = name_or_path or os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT_ENCODER
    return str(Path(name).resolve()) if Path(name).exists() or name == DEFAULT_ENCODER else name
