"""What turns prompted texts into vectors: a protocol, and PyTorch, which runs any SentenceTransformer."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.conversion import be_quiet, keep_light
from nlu.errors import EncoderError

Vectors = NDArray[np.float32]


class Backend(Protocol):
    """Turns texts, prompts included, into unit vectors. Must be safe to call from several threads."""

    kind: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        ...

    def digest(self) -> str:
        """Return a hexadecimal hash of everything that decides the vectors: weights, tokenizer, pooling."""
        ...


class TorchBackend:
    """sentence-transformers on PyTorch: any architecture, for 840 MB and 19 ms a query of a small E5."""

    kind = "torch"

    def __init__(self, name_or_path: str, threads: int) -> None:
        keep_light()
        import torch
        from sentence_transformers import SentenceTransformer

        be_quiet()
        torch.set_num_threads(threads)
        try:
            self.model: Any = SentenceTransformer(name_or_path, device="cpu")
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise EncoderError(
                f"Cannot load the encoder {name_or_path!r} ({reason}); give a SentenceTransformer's "
                "directory, or the name of a model that can be downloaded"
            ) from error
        self.dimension = int(self.model.get_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Encode with no prompt of the model's own: the caller has put it before each text."""
        vectors: Vectors = self.model.encode(
            list(texts), prompt="", normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return vectors.astype(np.float32)

    def digest(self) -> str:
        """Hash the weights in memory, since a hub's model may lie in any cache."""
        import hashlib

        total = hashlib.sha256()
        for name, tensor in sorted(self.model.state_dict().items()):
            total.update(name.encode())
            total.update(np.ascontiguousarray(tensor.cpu().float().numpy()).data)
        return total.hexdigest()
