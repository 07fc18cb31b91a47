"""Which of the finalists a question is asked like, judged by all their example questions at once.

The best match of an article says how near it is; that its neighbour has nearly the same words is not seen by
it. Kernel ridge regression over the titles and example questions of the few best articles weighs down what
they have in common. It is learned anew for each question: a hundred rows, less than 1 ms, nothing to
keep. Figures: docs/adr/0015-contrast.md.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Likeness = NDArray[np.float32]

# None of these numbers is critical: 4 to 10, 0.1 to 0.3, 0.3 to 1 and 0.01 to 0.3 are the same within noise.
FINALISTS = 6
WIDTH = 0.15  # of the kernel: cosines that differ by so much are hardly alike any more
LETTERS = 0.5  # share of the likeness by letters beside that by meaning
RIDGE = 0.03
MOST_EXAMPLES = 40  # of a finalist, the nearest: articles have 15, and the work grows with the cube of all


def contrast(
    owners: NDArray[np.int64],
    cosines: tuple[Likeness, Likeness],
    letters: tuple[Likeness, Likeness],
    finalists: int,
) -> Floats:
    """How much the question is asked like each finalist and not like the others: [finalists].

    About 1 for the only one it is like, about -1 / finalists for one it is not like.

    `owners`: the finalist, from 0, of each of n example questions. `cosines`, `letters`: likeness of these
    with one another [n, n], and with the question [n].
    """
    known, asked = (_kernel(*likeness) for likeness in zip(cosines, letters, strict=True))
    target = np.full((len(owners), finalists), -1 / finalists)
    target[np.arange(len(owners)), owners] += 1
    known[np.diag_indices_from(known)] += RIDGE
    against: Floats = np.linalg.solve(known, asked) @ target  # the kernel is symmetric
    return against


def nearest_of_each(owners: NDArray[np.int64], cosines: Likeness) -> NDArray[np.int64]:
    """Places of the `MOST_EXAMPLES` of each finalist that are most like the question.

    `owners`: of each of n example questions, ascending. `cosines`: of these with the question, [n].
    """
    order = np.lexsort((-cosines, owners))
    starts = np.searchsorted(owners, owners)  # where in the order the owner's begin
    kept: NDArray[np.int64] = order[np.arange(len(owners)) - starts < MOST_EXAMPLES]
    return kept


def _kernel(cosines: Likeness, letters: Likeness) -> Floats:
    kernel: Floats = np.exp((cosines.astype(np.float64) - 1) / WIDTH) + LETTERS * letters
    return kernel
