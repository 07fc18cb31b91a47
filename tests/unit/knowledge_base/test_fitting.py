"""The fit finds what the examples hold."""

import numpy as np

from knowledge_base.calibration import Thresholds
from knowledge_base.fitting import Example, fit, fit_few

THRESHOLDS = Thresholds(0.6, 0.4, 0.1)


def examples(count: int = 120) -> list[Example]:
    """Questions where the title's cosine tells the right article, words help a little; a fifth have none."""
    random = np.random.default_rng(3)
    made = []
    for number in range(count):
        evidence = np.column_stack(
            [
                random.normal(0.82, 0.02, 8),
                random.normal(0.8, 0.03, 8),
                random.uniform(0, 2, 8),
                random.uniform(0, 0.3, 8),
                random.normal(-0.1, 0.1, 8),
            ]
        )
        answerable = number % 5 > 0
        if answerable:
            evidence[0] += [0.08, 0.0, 0.7, 0.1, 0.1]
        slugs = tuple(f"a{column}" for column in range(8))
        made.append(Example(slugs, evidence, frozenset({"a0"} if answerable else ()), words=8))
    return made


def test_fit() -> None:
    taught, unseen = examples(240)[:120], examples(240)[120:]
    calibration = fit(taught, ("toy",), THRESHOLDS)
    assert calibration.fingerprints == ("toy",)
    assert calibration.ranking.question > 0
    assert calibration.ranking.contrast > 0
    assert calibration.belief.contrast > 0
    assert calibration.belief.length == 0
    answerable = [example for example in unseen if example.right]
    first = [int(calibration.rank(example.evidence).argmax()) == 0 for example in answerable]
    assert np.mean(first) > 0.9
    best = [calibration.probability(example.evidence, example.words).max() for example in unseen]
    sure = np.array([bool(example.right) for example in unseen])
    assert np.mean(np.array(best)[sure]) > np.mean(np.array(best)[~sure]) + 0.3
    # Calibrated: the mean probability of the best is near the share of the right.
    assert abs(np.mean(best) - np.mean(first) * sure.mean()) < 0.1


def test_few_examples_are_fitted_more_carefully() -> None:
    taught, unseen = examples(240)[:60], examples(240)[120:]
    weighing = fit_few(taught)
    assert 0 < weighing.ranking.question < fit(taught, (), THRESHOLDS).ranking.question
    answerable = [example for example in unseen if example.right]
    first = [int((example.evidence @ weighing.ranking.weights).argmax()) == 0 for example in answerable]
    assert np.mean(first) > 0.9
