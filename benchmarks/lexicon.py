"""Writes nlu/lexicon.yml: `python -m benchmarks.lexicon`.

The words that misspelt ones are corrected to, with how often they occur in the articles, the examples and
the paraphrases of this repository. Words that the dictionary lacks are taken from the articles' own
sentences alone: example questions are misspelt on purpose. No gold question is used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from nlu.lexicon import LEXICON
from nlu.words import is_known

ROOT = Path(__file__).parent.parent
BASE, EXAMPLES = ROOT / "knowledge_base", ROOT / "training_data"
HEAD = "# Written by benchmarks/lexicon.py: word and how often it occurs."
ENOUGH = 2  # occurrences of a word that the dictionary lacks
_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Words of Cyrillic letters, small, with е for ё."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(word.lower().replace("ё", "е") for word in _WORD.findall(text))
    return found


def main() -> None:
    """Command line."""
    articles = [path.read_text(encoding="utf-8") for path in sorted((BASE / "articles").rglob("*.md"))]
    examples = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.rglob("*")) if path.is_file()]
    others = [(BASE / name).read_text(encoding="utf-8") for name in ("organisation.yml", "groups.yml")]
    bodies = count_words([text.split("\n---", 1)[-1] for text in articles] + others)
    counts = count_words([*articles, *examples, *others])
    kept = {word: count for word, count in counts.items() if is_known(word) or bodies[word] >= ENOUGH}
    lines = [f"{word}: {count}" for word, count in sorted(kept.items(), key=lambda one: (-one[1], one[0]))]
    LEXICON.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    print(f"{len(lines)} words in {LEXICON}")


if __name__ == "__main__":
    main()
