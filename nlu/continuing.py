"""Does a message stand alone, or does it lean on what was said before? «а сколько это стоит?» leans."""

import re
from dataclasses import dataclass

from nlu.aspects import aspects_of, without_aspects
from nlu.words import WORD, lemma

LEAST = 3  # words of a message that names neither a subject nor an aspect
LONGEST = 9  # words; a longer message tells its subject itself

_OPENED = re.compile(r"^\W*(?:а|и|но|тогда|ну а|то есть|значит)(?!\w)", re.IGNORECASE)
_POINTING_WORDS = """
    это этот его ее их он она они оно туда там тот такой им ей нем ним ней них
"""
# «вы» is not among the light ones: it speaks of us, not of what was asked.
_LIGHT_WORDS = """
    а и но же ну ли бы то тогда если у в во на с со к ко по за для из от до о об при через без после или не ни
    я мы мой свой наш себя что как какой какая какие кто чей когда сколько почему зачем чем нет никак так
    можно нельзя нужно надо нужный нужен нужна нужны должен обязательно обязательный обязать
    быть есть мочь делать сделать делаться дать давать выдавать выдать хотеть
    еще тоже также уже только здесь тут все весь сам самый потом теперь сейчас вообще вдруг ведь именно
    пожалуйста подсказать сказать значит другой время день
    идти пойти обращаться обратиться подавать подать оформить оформлять получить получать взять брать
    заказать прийти приходить звонить позвонить занимать занять длиться
"""
_POINTING = frozenset(_POINTING_WORDS.split())
_LIGHT = _POINTING | frozenset(_LIGHT_WORDS.split())


@dataclass(frozen=True)
class Leaning:
    """How a message leans on the one before."""

    opened: bool  # begins with «а», «и», «тогда»
    points: bool  # «это», «его», «туда»
    asks: bool  # names an aspect
    rest: tuple[str, ...]  # lemmas that may name a subject of its own

    @property
    def bare(self) -> bool:
        """There is no subject in it at all."""
        return not self.rest and (self.asks or self.points or self.opened)


def subject_words(normal: str) -> tuple[str, ...]:
    """Lemmas of a normal form that may name a subject: neither light words nor aspects."""
    left = [(lemma(word), word.lower()) for word in WORD.findall(without_aspects(normal))]
    return tuple(one for one, word in left if one not in _LIGHT and word not in _LIGHT)


def read_leaning(normal: str) -> Leaning | None:
    """How the normal form of a message leans on the one before, None when it stands alone."""
    words = WORD.findall(normal)
    if not 1 < len(words) <= LONGEST:
        return None
    opened = _OPENED.match(normal) is not None
    points = any(word.lower() in _POINTING or lemma(word) in _POINTING for word in words)
    asks = bool(aspects_of(normal))
    rest = subject_words(normal)
    if not (rest or asks or points) and len(words) < LEAST:
        return None  # «и всё», «а что»
    if opened or points or (asks and not rest):
        return Leaning(opened, points, asks, rest)
    return None
