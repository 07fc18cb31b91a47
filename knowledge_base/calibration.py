"""Numbers fitted on questions with known answers: how evidence is weighed, what a score is worth."""

import math
from dataclasses import MISSING, asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge_base.errors import KnowledgeBaseError

Floats = NDArray[np.float64]
EVIDENCE = ("question", "section", "words", "letters", "contrast")  # in the order of its columns
SURE = 12.0  # limit of log-odds: beyond it a float says no more


@dataclass(frozen=True)
class Ranking:
    """Weights of the evidence an article has for itself; their sum orders the articles."""

    question: float  # best cosine of its title and example questions
    section: float  # best cosine of its short answer and sections
    words: float  # log(1 + BM25) of the whole article
    letters: float  # likeness by letters to its title and example questions
    contrast: float = 0.0  # how much more it is asked like its example questions than like its rivals'

    @property
    def weights(self) -> Floats:
        """In the order of the evidence: [5]."""
        return _in_order(self)


@dataclass(frozen=True)
class Belief:
    """Logistic regression: the probability that an article answers the question."""

    intercept: float
    question: float
    section: float
    words: float
    letters: float
    lead: float  # log-odds of the article's share among all that were found
    # log(1 + words of the question): a story is less alike than it is sure, two words the other way round.
    # For foreign questions; for Russian ones it changes as much for the worse as for the better.
    length: float = 0.0
    contrast: float = 0.0

    @property
    def weights(self) -> Floats:
        """Of the evidence, in its order: [5]."""
        return _in_order(self)


def _in_order(numbers: Ranking | Belief) -> Floats:
    return np.array([getattr(numbers, kind) for kind in EVIDENCE])


@dataclass(frozen=True)
class Thresholds:
    """From which probability on what is done."""

    answer: float  # the best article is given as the answer
    choices: float  # two or three articles are offered if together they reach this
    choice: float  # an article less likely than this is not offered
    # An answer's odds, p / (1 - p), are so many times those of every other article: 0.999 and 0.84 are no
    # close race, 0.5 and 0.34 are.
    lead: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a lead that is none: before, it was a difference of probabilities."""
        if self.lead < 1:
            raise ValueError(f"lead says how many times the odds are another's, at least 1, not {self.lead}")


@dataclass(frozen=True)
class Weighing:
    """How evidence is weighed in one kind of base."""

    ranking: Ranking
    belief: Belief


@dataclass(frozen=True)
class Calibration:
    """All fitted numbers, valid for the encoders named.

    `ranking` and `belief` are for articles with example questions, to which a citizen's question is alike.
    Where there are only titles and answers, likeness to the title says less: `bare` weighs such a base.
    A question in a foreign language shares neither words nor letters with them: `foreign` weighs what is
    found for it.
    """

    fingerprints: tuple[str, ...]
    ranking: Ranking
    belief: Belief
    thresholds: Thresholds
    bare: Weighing | None = None
    foreign: Weighing | None = None

    def for_base(self, *, taught: bool) -> "Calibration":
        """The numbers for a base whose articles have example questions (`taught`) or have none."""
        return self if taught else self._weighing(self.bare)

    def for_question(self, *, foreign: bool) -> "Calibration":
        """The numbers for a question in Russian, or in a language not written in Cyrillic (`foreign`)."""
        return self._weighing(self.foreign) if foreign else self

    def _weighing(self, weighing: Weighing | None) -> "Calibration":
        return self if weighing is None else replace(self, ranking=weighing.ranking, belief=weighing.belief)

    def fits(self, fingerprint: str) -> bool:
        """Whether the numbers were fitted with this encoder's vectors."""
        return fingerprint in self.fingerprints

    def rank(self, evidence: Floats) -> Floats:
        """Order of articles, higher first: [n] from evidence [n, 5], see Reasons."""
        weights = self.ranking.weights
        return np.asarray(evidence @ weights)

    def probability(self, evidence: Floats, words: int) -> Floats:
        """Probability that each article answers a question of `words` words: [n] from evidence [n, 5]."""
        belief = self.belief
        lead = log_odds_of_share(self.rank(evidence))
        odds = (
            belief.intercept
            + evidence @ belief.weights
            + belief.lead * lead
            + belief.length * math.log1p(words)
        )
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -SURE, SURE))))


def count_words(question: str) -> int:
    """Words of a question's normal form, as fitting and searching both count them."""
    return len(question.split())


def log_odds_of_share(ranks: Floats) -> Floats:
    """Log-odds of each article's share of all (softmax), within +-SURE: [n] from [n].

    The share of the best is near 1 when the next is far behind, whatever the height of both.
    """
    if not ranks.size:
        return ranks
    powers = np.exp(ranks - ranks.max())
    share = powers / powers.sum()
    limit = 1 / (1 + math.exp(SURE))
    share = np.clip(share, limit, 1 - limit)
    return np.asarray(np.log(share / (1 - share)))


Kind = TypeVar("Kind", Ranking, Belief, Thresholds)


def load_calibration(path: Path) -> Calibration:
    """Read the fitted numbers. Raises KnowledgeBaseError that names the file and what is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Calibration(
            fingerprints=tuple(str(item) for item in content["fingerprints"]),
            ranking=_numbers(Ranking, content["ranking"]),
            belief=_numbers(Belief, content["belief"]),
            thresholds=_numbers(Thresholds, content["thresholds"]),
            bare=_weighing(content["bare"]) if content.get("bare") else None,
            foreign=_weighing(content["foreign"]) if content.get("foreign") else None,
        )
    except OSError as error:
        raise KnowledgeBaseError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise KnowledgeBaseError(
            f"{path}: not a calibration ({error!r}); restore it or fit it again"
        ) from error


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Write the fitted numbers as YAML, rounded to what matters."""
    content: dict[str, Any] = {
        "fingerprints": list(calibration.fingerprints),
        **{
            name: _rounded(asdict(getattr(calibration, name))) for name in ("ranking", "belief", "thresholds")
        },
    }
    for name in ("bare", "foreign"):
        weighing: Weighing | None = getattr(calibration, name)
        if weighing is not None:
            content[name] = {part: _rounded(values) for part, values in asdict(weighing).items()}
    head = (
        "# Fitted by benchmarks/search_quality.py; the fingerprints name the encoders it was fitted with.\n"
        "# Another backend's is added once test_floor_float32.py passes with it.\n"
    )
    path.write_text(head + yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 4) for key, value in values.items()}


def _weighing(content: dict[str, dict[str, float]]) -> Weighing:
    return Weighing(_numbers(Ranking, content["ranking"]), _numbers(Belief, content["belief"]))


def _numbers(kind: type[Kind], values: dict[str, float]) -> Kind:
    names = (field.name for field in fields(kind) if field.default is MISSING or field.name in values)
    return kind(**{name: float(values[name]) for name in names})
