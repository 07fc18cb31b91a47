"""Learns the search's cosine from the articles: `python -m benchmarks.search_metric [--encoder PATH]`.

Every example question is asked of all other passages and has to find those of its own article (InfoNCE);
the matrix is pulled towards the plain cosine. Rewrites knowledge_base/metric.npy. No gold question is used.
Afterwards fit the weights anew: `python -m benchmarks.search_quality --write`.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.folder import read_folder
from knowledge_base.metric import Metric, save_metric
from knowledge_base.organisation import load_groups, load_organisation
from knowledge_base.passage import PassageKind
from nlu.encoder import Encoder

ROOT = Path(__file__).parent.parent
BASE = ROOT / "knowledge_base"
STEPS, BATCH, RATE = 150, 128, 2e-3
TEMPERATURE = 0.05
PULL = 1e-2  # towards the plain cosine
DROPOUT = 0.1


def learn(
    questions: NDArray[np.float32],
    passages: NDArray[np.float32],
    rows: NDArray[np.int64],
    articles: NDArray[np.int64],
) -> Metric:
    """Learn from vectors of questions [n], of all passages [m]; question i is the passage rows[i]."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    asked, held = torch.tensor(questions), torch.tensor(passages)
    own, at = torch.tensor(articles), torch.tensor(rows)
    plain = torch.eye(passages.shape[1])
    turn = torch.nn.Parameter(plain.clone())
    optimiser = torch.optim.Adam([turn], lr=RATE)
    for step in range(STEPS):
        chosen = torch.tensor(np.random.default_rng(step).choice(len(rows), BATCH, replace=False))
        seen = torch.nn.functional.normalize(torch.nn.functional.dropout(asked[chosen], DROPOUT) @ turn)
        scores = seen @ torch.nn.functional.normalize(held @ turn).T / TEMPERATURE
        scores[torch.arange(BATCH), at[chosen]] = -1e9  # a question does not find itself
        right = own[at[chosen]][:, None] == own[None, :]
        found = torch.logsumexp(scores.masked_fill(~right, -1e9), 1) - torch.logsumexp(scores, 1)
        loss = -found.mean() + PULL * ((turn - plain) ** 2).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 25 == 0:
            print(f"step {step}: loss {loss.item():.3f}")
    learned = turn.detach().numpy()
    return Metric((learned @ learned.T).astype(np.float32))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Learns the search's cosine from the articles.")
    parser.add_argument("--encoder", default=str(ROOT / ".data" / "encoder"))
    encoder = Encoder.load(parser.parse_args().encoder)
    organisation, groups = load_organisation(BASE / "organisation.yml"), load_groups(BASE / "groups.yml")
    pieces = [
        (number, piece)
        for number, read in enumerate(read_folder(BASE / "articles", organisation, groups).articles)
        for piece in read.passages
    ]
    rows = [row for row, (_, piece) in enumerate(pieces) if piece.kind is PassageKind.QUESTION]
    passages = encoder.encode_passages([piece.text for _, piece in pieces])
    questions = encoder.encode_queries([pieces[row][1].text for row in rows])
    metric = learn(questions, passages, np.array(rows), np.array([number for number, _ in pieces]))
    save_metric(metric, BASE / "metric.npy")


if __name__ == "__main__":
    main()
