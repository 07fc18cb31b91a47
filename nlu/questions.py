"""A message as its questions: «как получить СНИЛС и ещё вопрос, где оформить загранпаспорт?» has two.

A question keeps the story told before it; what names no subject of its own («и сколько это стоит?»)
stays with the question before.
"""

import re
from dataclasses import dataclass

from nlu.aspects import aspects_of
from nlu.cleaning import MAX_CHARACTERS
from nlu.continuing import subject_words
from nlu.greeting import cut_greeting
from nlu.text import normalise

MOST = 3
SENTENCE = 4  # words of a question that stands by itself though it names no subject

_ASKS = (
    r"(?:как|где|куда|откуда|какой|какая|какие|какое|каким|какую|сколько|когда|почему|зачем|что|кто|кому|чем|"
    r"можно|могу|может|нужно ли|нужна ли|нужен ли|есть ли|до скольки|положен\w*)"
)
_MORE = r"(?:еще|ещё)"
# The word that announces another question; what follows it begins that question.
_CUE = (
    rf"(?:(?:и|а|да)\s+{_MORE}|{_MORE}\s+(?:один\s+|такой\s+)?(?:вопрос|интересу\w+|хоч\w+|хотел\w*|подскажите)|"
    r"(?:а\s+|и\s+)?также|во-?вторых|в-?третьих|(?:и\s+)?(?:второй|третий|другой)(?:\s+вопрос|(?=\s?[:,-]))|"
    r"(?:и\s+)?(?:второе|третье)(?=\s?[:,-])|(?:и\s+)?заодно|кроме\s+того|[2-9]\s?[).](?=\s))"
)
_ENDED = re.compile(r"[?!.…\n] *$")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n\s*")
_BOUNDARY = re.compile(
    rf"(?<=[?!.…])\s+(?=\S)|\n(?=\S)|(?<!\b[иа])[\s,;]{{1,3}}(?={_CUE}(?!\w))|[\s,;]{{1,3}}(?=(?:и|а)\s+{_ASKS}(?!\w))",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(rf"^\W*{_CUE}(?!\w)", re.IGNORECASE)
_COUNTED = re.compile(r"(?<!\w)(?:два|две|три|2|3|несколько|пару)\s+вопрос", re.IGNORECASE)
_OPENING = re.compile(
    rf"^(?:\W*(?:{_CUE}|во-?первых|перв(?:ый|ое)(?=\s+вопрос|\s?[:,-])|1\s?[).]|(?:один\s+|такой\s+)?вопрос|"
    rf"[иа](?=\s+{_ASKS}(?!\w))|(?:под)?скажите|пожалуйста)(?!\w))+\W*(?=\w)|^\W+(?=\w)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    rf"\?\s*$|(?<!\w){_ASKS}(?!\w)|(?<!\w)(?:подскажите|расскажите|посоветуйте|интересует)", re.IGNORECASE
)
_WISH = re.compile(r"(?<!\w)(?:хочу|хотел\w*|(?:нужно|надо)\s+\w+ть)(?!\w)", re.IGNORECASE)
# They announce a question and name no subject.
_FRAME_WORDS = """
    здравствовать здравствуйте добрый день вечер утро спасибо заранее помочь помогите скажите
    вопрос первый второй третий два другой заодно кроме во-первых во-вторых в-третьих первых вторых третьих
    интересовать узнать знать рассказать спросить посоветовать
"""
_FRAME = frozenset(_FRAME_WORDS.split())


@dataclass(frozen=True)
class Question:
    """A part of a message that asks one thing.

    `announced`: it was said to be another question. `apart`: it begins a sentence or a line.
    """

    text: str
    announced: bool
    apart: bool = True

    @property
    def core(self) -> str:
        """The question without a greeting and without the words that announce it."""
        text = cut_greeting(self.text)
        return _OPENING.sub("", text, count=1)


def split_questions(text: str, most: int = MOST) -> list[Question]:
    """The questions of a message in their order, at most `most`; their texts make up the whole message.

    A message of one question, or of none, is one, and so is one longer than is read. Spaces are
    collapsed. Never fails.
    """
    text = _collapse(text)
    if len(text) > MAX_CHARACTERS:
        return [Question(" ".join(text.split()), announced=False)]
    groups: list[list[str]] = [[]]
    apart = [True]
    asking = False  # the last group has a question with a subject
    wished = False  # it has a wish only: «хочу сменить фамилию», and is about to ask
    story: list[str] = []  # told since the last question: it belongs to the next
    for part in _parts(text):
        if _asks(part) or (not asking and _asks_of_known(part)):
            if asking and len(groups) < most and (not wished or _announced(part)):
                apart.append(_ENDED.search("".join(groups[-1])) is not None)
                groups.append([])
            asking, wished = True, _QUESTION.search(part) is None
        elif not (asking and _QUESTION.search(part)):  # «и сколько это стоит?» stays with its question
            story.append(part)
            continue
        groups[-1] += [*story, part]
        story = []
    groups[-1] += story
    counted = _COUNTED.search(text) is not None
    return [
        Question(
            " ".join("".join(group).split()), number > 0 and (counted or _announced(group[0])), apart[number]
        )
        for number, group in enumerate(groups)
    ]


def may_ask_more(text: str, *, sure: bool) -> bool:
    """Whether a message may ask more than its questions say: one is announced that leans on the first
    («и ещё, сколько ждать?»), or, unless the answer is `sure`, several sentences end in a question mark.
    """
    asked = [part for part in _parts(_collapse(text[:MAX_CHARACTERS])) if _QUESTION.search(part)]
    marked = sum(part.rstrip().endswith("?") for part in asked)
    return any(_announced(part) for part in asked[1:]) or (marked > 1 and not sure)


def _collapse(text: str) -> str:
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _parts(text: str) -> list[str]:
    starts = [0, *(found.end() for found in _BOUNDARY.finditer(text))]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def own_words(normal: str) -> tuple[str, ...]:
    """Lemmas of a question's normal form that name what it is about."""
    return tuple(word for word in subject_words(normal) if word not in _FRAME)


def _asks(part: str) -> bool:
    """Whether a part asks something with a subject of its own."""
    if not (_QUESTION.search(part) or _WISH.search(part)):
        return False
    return bool(own_words(normalise(part).text))


def _asks_of_known(part: str) -> bool:
    """Whether a part asks one side of a subject that the story tells: «можно ли подать не по прописке?»."""
    normal = normalise(part).text
    return part.rstrip().endswith("?") and len(normal.split()) >= SENTENCE and bool(aspects_of(normal))


def _announced(part: str) -> bool:
    return _ANNOUNCED.match(part) is not None
