"""What is asked of a subject already known: its price, its term, its papers, whether a child may.

Stems are looked for in the normal form and in plain texts alike, at the beginning of a word. What somebody
asks and what a text says differ: «долго?» is asked, «15 дней» is said.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Aspect:
    """One side of a subject. `heading` is the section of an article that tells it, where there is one."""

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str]
    heading: str | None = None
    person: bool = False  # whom it is about: a text may tell the rest without naming him


def _stems(stems: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![а-яёa-z])(?:{stems})[а-яё]*", re.IGNORECASE)


def _aspect(
    name: str, asked: str, told: str | None = None, heading: str | None = None, person: bool = False
) -> Aspect:
    return Aspect(name, _stems(asked), _stems(told or asked), heading, person)


ASPECTS: tuple[Aspect, ...] = (
    _aspect(
        "cost",
        r"стоит|стоить|стоимост|цен[аыу]\b|почем|платн|бесплатн|плат[аиыу]|заплат|оплат|пошлин|госпошлин"
        r"|деньг|денег",
        r"стоит|стоимост|цен[аыу]\b|платн|бесплатн|плат[аиыуе]|оплат|пошлин|госпошлин|руб|тариф",
    ),
    _aspect(
        "wait",
        r"долго|ждать|ожидат|срок|быстро|через сколько|за сколько|до какого|сколько времени|сколько дней"
        r"|когда (?:будет|готов|ответят|придет|прид[её]т|выдадут)",
        r"срок|дн(?:я|ей|и)\b|день|дней|недел|месяц|минут|сутк",
        "Сколько ждать",
    ),
    _aspect(
        "papers",
        r"документ|бумаг|бумаж|справк|медсправк|взять с собой|с собой|принести|приносить|подготовить|фото",
        r"документ|справк|медсправк|медицинск|медзаключ|паспорт|фото",
        "Что подготовить",
    ),
    _aspect(
        "place",
        r"где|куда|откуда|адрес|в какое|в какой|в каком",
        r"обрат|подайте|подают|прид|в мфц|портал|орган|отдел",
        "Где и когда",
    ),
    _aspect(
        "failure", r"отказ|откаж|не получ|не выш|не приш|не прид|не дали|ошиб", heading="Если не получилось"
    ),
    _aspect("right", r"положен|имею право|кто может|кому", r"прав[оа]\b|положен|может|могут", "Условия"),
    _aspect(
        "online",
        r"онлайн|интернет|дистанц|портал|госуслуг|сайт|из дома",
        r"онлайн|портал|госуслуг|сайт|кабинет",
    ),
    _aspect("office", r"мфц|отделени"),
    _aspect("proxy", r"доверен|за меня|вместо меня|представител", r"доверен|представител"),
    _aspect("booking", r"без записи|запис[ьи]\b|очеред", r"запис|очеред"),
    _aspect(
        "region",
        r"прописк|прописан|другом городе|другом регионе|не по месту",
        r"прописк|место жительств|месту жительств|регион|город",
    ),
    _aspect(
        "child",
        r"реб[её]н|дет[еяи]|сын|доч|малыш|новорожд|несовершеннол|первого",
        r"реб[её]н|дет[еяи]|новорожд|несовершеннол|родител",
        person=True,
    ),
    _aspect("spouse", r"муж|жен[аеуы]\b|супруг", r"муж|супруг|брак", person=True),
    _aspect(
        "elder",
        r"пенсионер|бабушк|дедушк|пожил|мам[аеуы]|пап[аеуы]|отец|отц|мать",
        r"пенсионер|пожил|родствен|родител|мать|отец|отц",
        person=True,
    ),
    _aspect("foreigner", r"иностран|мигрант|без гражданства", r"иностран|гражданств|внж|рвп", person=True),
    _aspect("keeping", r"действует|действителен|годен|хранит", r"действ|срок|год|хран"),
)


def aspects_of(text: str) -> list[Aspect]:
    """The aspects a message asks about, in the order of the table."""
    return [aspect for aspect in ASPECTS if aspect.asked.search(text)]


def without_aspects(text: str) -> str:
    """The message without the words that name an aspect."""
    for aspect in ASPECTS:
        text = aspect.asked.sub(" ", text)
    return text
