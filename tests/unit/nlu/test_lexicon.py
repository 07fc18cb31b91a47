import os
import subprocess
import sys

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlu.lexicon import Lexicon, lexicon
from nlu.sounds import sound
from nlu.words import is_known
from otklik.settings import ROOT

WORDS = sorted(lexicon().counts)


def test_words_that_sound_alike_and_nearly_so() -> None:
    small = Lexicon({"потерял": 3, "потеряла": 2, "паспорт": 9})
    assert list(small.alike(sound("патерял"))) == ["потерял"]
    assert list(small.near(sound("патерял"))) == ["потеряла"]
    assert list(small.near(sound("справка"))) == []
    assert list(small.near("")) == []


@settings(deadline=None)
@given(st.sampled_from(WORDS), st.data())
def test_a_slip_is_found_wherever_it_is(word: str, data: st.DataObject) -> None:
    heard = sound(word)
    assume(len(heard) > 4)
    at = data.draw(st.integers(0, len(heard) - 1))
    slipped = data.draw(
        st.sampled_from(
            [heard[:at] + heard[at + 1 :], heard[:at] + "у" + heard[at:], heard[:at] + "у" + heard[at + 1 :]]
        )
    )
    assert slipped == heard or word in set(lexicon().near(slipped))


def test_the_shipped_words() -> None:
    counts = lexicon().counts
    assert len(counts) > 10_000
    assert all(count > 0 for count in counts.values())
    assert {"паспорт", "госуслуги", "загранпаспорт", "росреестра"} <= set(counts)
    unknown = [word for word in counts if not all(is_known(part) for part in word.split("-"))]
    assert len(unknown) < 0.05 * len(counts)


def test_every_process_finds_them_in_one_order() -> None:
    """A set of words has another order in each process; the engine must correct as training did."""
    asked = "from nlu.lexicon import lexicon; print(*lexicon().near('пакажи'), *lexicon().near('даламент'))"
    found = {
        subprocess.run(
            [sys.executable, "-c", asked], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT,
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(found) == 1
    assert len(found.pop().split()) > 1
