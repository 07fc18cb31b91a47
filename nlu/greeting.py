"""A greeting before a question is cut off: it says nothing about what is asked."""

import re

_WORDS = (
    r"(?:здравствуй(?:те)?|привет(?:ствую|ствуем|ик|ики)?|салют|хай|hello|hi|"
    r"добр(?:ый|ого|ое|ой|ым|ая)\s+(?:день|дня|днем|вечер|вечера|утро|утра|ноч[иь]|времени|время|суток|здоровья)"
    r"(?:\s+суток)?|доброго|доброе|всем\s+привет|мир\s+вам|ассал\w+(?:\s+\w?алейкум)?|салам(?:\s+алейкум)?)"
)
_ADDRESSEES = (
    r"(?:(?:уважаем(?:ые|ый|ая)\s+)?"
    r"(?:бот|помощник|оператор(?:ы)?|сотрудник(?:и)?(?:\s+мфц)?|коллеги|друзья|господа|девушка|девушки|"
    r"специалист(?:ы)?|администрация|мфц|люди|все|всем|еще\s+раз|снова|вам|вас))"
)
_SEPARATOR = r"[\s,.!?;:()\"'-]*"
_GREETING = re.compile(
    rf"^\W*(?:{_WORDS}(?!\w)(?:[\s,]+{_ADDRESSEES}(?!\w))*{_SEPARATOR}){{1,3}}", re.IGNORECASE
)
_WORD = re.compile(r"\w{2}")


def cut_greeting(text: str) -> str:
    """Cut a greeting off if something to answer follows it; a greeting alone stays."""
    found = _GREETING.match(text)
    if found is None:
        return text
    rest = text[found.end() :]
    return rest if _WORD.search(rest) else text
