"""From the packed encoder file to a SentenceTransformer directory, and from that to ONNX.

Heavy imports (torch, transformers) stay inside the functions: only the build needs them. TensorFlow and JAX
are kept out by environment variables that must be set before transformers is imported.
"""

import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlu.adapter import Change
from nlu.errors import WeightsError
from nlu.packed import PackedEncoder, Pieces, read_packed
from nlu.smoothing import Exponents, quantise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 512
E5_PROMPTS = {"query": "query: ", "passage": "passage: "}
VNNI_MODEL = "model_qint8_avx512_vnni.onnx"
PLAIN_MODEL = "model.onnx"

# Parts of a layer's tensor names in the packed file, and the same in a BertModel.
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def keep_light() -> None:
    """Keep TensorFlow and JAX out of transformers; works only before its first import."""
    os.environ.update(USE_TF="0", USE_FLAX="0", USE_TORCH="1", TOKENIZERS_PARALLELISM="false")


def be_quiet() -> None:
    """Silence transformers' warnings while converting.

    They are a false alarm about the tokenizer's pattern (a test pins token ids) and advice to fine-tune.
    """
    import warnings

    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    warnings.filterwarnings("ignore", module="transformers|torch")


def convert_packed(data_file: Path, target: Path, changes: Mapping[str, Change] | None = None) -> None:
    """Write the encoder of `data_file` into `target` as a SentenceTransformer directory (PyTorch weights).

    `changes` of layers by name are merged into the weights. Raises WeightsError when they do not fit.
    """
    keep_light()
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    be_quiet()
    packed = read_packed(data_file)
    bert = target / "bert"
    build_bert(packed, changes).save_pretrained(bert)
    PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(packed.pieces),
        model_max_length=MAX_TOKENS,
        bos_token=packed.pieces.texts[packed.pieces.bos],
        cls_token=packed.pieces.texts[packed.pieces.bos],
        eos_token=packed.pieces.texts[packed.pieces.eos],
        sep_token=packed.pieces.texts[packed.pieces.eos],
        pad_token=packed.pieces.texts[packed.pieces.pad],
        unk_token=packed.pieces.texts[packed.pieces.unk],
        mask_token=packed.pieces.texts[-1],
    ).save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=MAX_TOKENS)
    pooling = Pooling(packed.sizes.hidden, pooling_mode="mean")
    model = SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu", prompts=E5_PROMPTS)
    model.save(str(target), create_model_card=False)
    for file in bert.iterdir():
        file.unlink()
    bert.rmdir()


def build_bert(packed: PackedEncoder, changes: Mapping[str, Change] | None = None) -> Any:
    """Return a transformers BertModel that holds the packed weights, changed by `changes`.

    Its pooler, which a sentence encoder never uses, is set to zero: left out, each load would fill it with
    random numbers, and no two builds would be alike.
    """
    import torch
    from transformers import BertConfig, BertModel

    sizes = packed.sizes
    config = BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.feed_forward,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.token_types,
        layer_norm_eps=sizes.layer_norm_epsilon,
        pad_token_id=packed.pieces.pad,
    )
    model = BertModel(config)
    expected = model.state_dict()
    names = tensor_names(sizes.layers)
    state = {
        name: torch.zeros_like(values) for name, values in expected.items() if name.startswith("pooler.")
    }
    state |= {
        names[name]: torch.from_numpy(values.copy()).reshape(expected[names[name]].shape)
        for name, values in packed.tensors.items()
    }
    for name, change in (changes or {}).items():
        if f"{name}.weight" not in state:
            raise WeightsError(f"the adapter changes {name}, which this encoder does not have")
        state[f"{name}.weight"] = torch.from_numpy(change.apply(state[f"{name}.weight"].numpy()))
    model.load_state_dict(state, strict=True)
    return model.eval()


def tensor_names(layers: int) -> dict[str, str]:
    """Map each tensor name of the packed file to its name in a BertModel of `layers` layers."""
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    for layer in range(layers):
        for short, long in _LAYER_PARTS.items():
            for end, word in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{short}.{end}"] = f"encoder.layer.{layer}.{long}.{word}"
    return names


def build_tokenizer(pieces: Pieces) -> "Tokenizer":
    """Return a Unigram tokenizer: normalisation, word marks, and the `<s> … </s>` frame."""
    from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers, processors
    from tokenizers.models import Unigram

    bos, eos = pieces.texts[pieces.bos], pieces.texts[pieces.eos]
    vocabulary = list(zip(pieces.texts, pieces.scores, strict=True))
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=pieces.unk, byte_fallback=False))
    tokenizer.normalizer = build_normalizer(pieces.normalisation)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    special = [pieces.texts[index] for index in (pieces.bos, pieces.pad, pieces.eos, pieces.unk)]
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in special])
    mask = AddedToken(pieces.texts[-1], special=True, normalized=False, lstrip=True)
    tokenizer.add_special_tokens([mask])
    return tokenizer


def build_normalizer(table: Mapping[str, str]) -> Any:
    """Return NFKC with the exceptions that `table` makes: characters dropped, and characters read as spaces.

    NFKC is native and also composes letters with their accents, which a table of single characters cannot.
    """
    from tokenizers import Regex, normalizers

    exceptions = {sign: text for sign, text in table.items() if unicodedata.normalize("NFKC", sign) != text}
    dropped = [sign for sign, text in exceptions.items() if text == ""]
    spaces = [sign for sign, text in exceptions.items() if text == " "]
    steps: list[Any] = []
    if dropped:
        steps.append(normalizers.Replace(Regex(_character_class(dropped)), ""))
    if spaces:
        steps.append(normalizers.Replace(Regex(_character_class(spaces)), " "))
    return normalizers.Sequence([*steps, normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])


def _character_class(signs: list[str]) -> str:
    return "[" + "".join(f"\\x{{{ord(sign):X}}}" for sign in signs) + "]"


def export_onnx(directory: Path, vnni: bool, exponents: Exponents | None = None) -> None:
    """Add `onnx/` to a SentenceTransformer directory: int8 for AVX512-VNNI, or float32 for other processors.

    int8 without VNNI instructions can overflow 16-bit sums, hence float32 there. `exponents` even out the
    layers before they are rounded. Raises WeightsError when they do not fit.
    """
    keep_light()
    from sentence_transformers import SentenceTransformer

    be_quiet()
    options = {"export": True, "provider": "CPUExecutionProvider"}
    model = SentenceTransformer(str(directory), backend="onnx", model_kwargs=options, device="cpu")
    model[0].auto_model.save_pretrained(str(directory))
    if vnni:
        plain = directory / "onnx" / PLAIN_MODEL
        quantise(plain, plain.with_name(VNNI_MODEL), exponents or {})
        plain.unlink()
