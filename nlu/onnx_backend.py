"""The fast way from text to vector: onnxruntime and tokenizers over a SentenceTransformer directory.

Neither PyTorch nor transformers is imported: 480 MB and 3 ms a short query for a small E5.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.backend import Vectors
from nlu.conversion import MAX_TOKENS, PLAIN_MODEL, VNNI_MODEL
from nlu.errors import EncoderError
from nlu.processor import has_vnni

CHARACTERS_PER_TOKEN = 16  # a text cut to this bound still fills the window, and tokenizing stays cheap
_KNOWN_MODULES = {"Transformer", "Pooling", "Normalize"}
_POOLINGS = {"mean", "cls"}


def find_onnx(directory: Path) -> Path | None:
    """Return the ONNX file of `directory` that this processor should run, or None if there is none.

    None also for directories whose modules this backend does not know (a Dense layer, another pooling).
    """
    if not (directory / "modules.json").is_file() or not (directory / "tokenizer.json").is_file():
        return None
    modules = {module["type"].rsplit(".", 1)[-1] for module in _read_json(directory / "modules.json")}
    if not modules <= _KNOWN_MODULES or read_pooling(directory) not in _POOLINGS:
        return None
    names = [VNNI_MODEL, PLAIN_MODEL] if has_vnni() else [PLAIN_MODEL]
    return next((path for name in names if (path := directory / "onnx" / name).is_file()), None)


def read_pooling(directory: Path) -> str:
    """Return the pooling mode of a SentenceTransformer directory: "mean", "cls", or another word."""
    config = _read_json(directory / "1_Pooling" / "config.json")
    if "pooling_mode" in config:
        return str(config["pooling_mode"])
    modes = [
        key.removeprefix("pooling_mode_")
        for key, on in config.items()
        if key.startswith("pooling_mode_") and on
    ]
    return (
        {"mean_tokens": "mean", "cls_token": "cls"}.get(modes[0], modes[0]) if len(modes) == 1 else "several"
    )


class OnnxBackend:
    """One onnxruntime session and one tokenizer; both may be used from several threads at once."""

    kind = "onnx"

    def __init__(self, directory: Path, model: Path, threads: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self.session: Any = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self.tokenizer: Any = Tokenizer.from_file(str(directory / "tokenizer.json"))
        except Exception as error:  # both libraries raise bare Exceptions of their own
            raise EncoderError(
                f"Cannot load {model} ({error}); delete {directory} and build it again"
            ) from error
        self.directory = directory
        self.model = model
        self.max_tokens = _max_tokens(directory)
        self.pooling = read_pooling(directory)
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(self.max_tokens)
        self._inputs = {node.name for node in self.session.get_inputs()}
        self._output = _token_output([node.name for node in self.session.get_outputs()])
        self.dimension = int(self.embed(["-"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed each text by itself.

        int8 scales its activations over the whole batch, so a vector would depend on its neighbours; and on a
        few cores a batch is not faster than its texts one by one.
        """
        return np.stack([self._embed_one(text) for text in texts])

    def token_ids(self, text: str) -> list[int]:
        """Return the ids the model is given for `text`, at most `max_tokens`."""
        ids: list[int] = self.tokenizer.encode(text[: self.max_tokens * CHARACTERS_PER_TOKEN]).ids
        return ids

    def digest(self) -> str:
        """Hash the ONNX file, the tokenizer and the pooling."""
        total = hashlib.sha256(f"{self.model.name} {self.pooling} {self.max_tokens}".encode())
        for path in (self.model, self.directory / "tokenizer.json"):
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
        return total.hexdigest()

    def _embed_one(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self.token_ids(text)], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self.session.run([self._output], {name: feed[name] for name in self._inputs})
        pooled: NDArray[np.float32] = states[0, 0] if self.pooling == "cls" else states[0].mean(axis=0)
        return (pooled / max(float(np.linalg.norm(pooled)), 1e-12)).astype(np.float32)


def _token_output(names: list[str]) -> str:
    return next((name for name in ("last_hidden_state", "token_embeddings") if name in names), names[0])


def _max_tokens(directory: Path) -> int:
    stated = _read_json(directory / "sentence_bert_config.json").get("max_seq_length")
    limit = stated or _read_json(directory / "tokenizer_config.json").get("model_max_length") or MAX_TOKENS
    positions = _read_json(directory / "config.json").get("max_position_embeddings") or MAX_TOKENS
    return min(int(limit), int(positions))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise EncoderError(f"Cannot read {path} ({error}); build the encoder again") from error
