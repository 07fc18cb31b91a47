"""Rules on characters: everything that is not language is taken out of a message."""

import html
import re
import unicodedata
from collections.abc import Callable

Rule = Callable[[str], str]

MAX_CHARACTERS = 1200  # the longest of about 1,200 real questions had 1,055
RAW_MARGIN = 2  # markup may be as long as the text it surrounds

_SCRIPTS = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_TAGS = re.compile(r"</?[a-z][^<>]{0,400}>", re.IGNORECASE)
_ENTITIES = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_HYPHENS = re.compile(r"[‐‑‒–—―−]")
_QUOTES = re.compile(r"[«»„“”‟″]")
_APOSTROPHES = re.compile(r"[‘’‚ʼ`´]")
_SMILES = re.compile(r"(?:(?<!\w)[:;=8xх]-?[)(DР]+(?!\w))|\){2,}|\({2,}")
_REPEATED = re.compile(r"([!?.,…;:])(?:\s*[!?.,…;:])+")
_SPACES = re.compile(r"\s+")

# What a message of nothing but signs means; anywhere else signs are decoration.
SIGN_MEANINGS = {
    **dict.fromkeys("👍👌✅✔☑🆗➕💯+", "да"),
    **dict.fromkeys("👎❌✖⛔🚫", "нет"),
    **dict.fromkeys("🙏❤💐🌹🤝😘🥰💖💕", "спасибо"),
    **dict.fromkeys("👋✋🖐", "привет"),
    **dict.fromkeys("🆘❓❔", "помогите"),
    **dict.fromkeys("😡🤬😠👿", "плохо"),
}


def cut_pasted(text: str, limit: int = MAX_CHARACTERS * RAW_MARGIN) -> str:
    """Keep the first three quarters and the last quarter of what is allowed.

    Who pastes a letter asks before it or after it, seldom in the middle.
    """
    if len(text) <= limit:
        return text
    head = limit * 3 // 4
    return f"{text[:head]} {text[head + 1 - limit :]}"


def cut_clean(text: str) -> str:
    """Cut again, now that markup is gone, to what an encoder's window can hold."""
    return cut_pasted(text, MAX_CHARACTERS)


def strip_markup(text: str) -> str:
    """Drop HTML: scripts with what they hold, comments, tags; `2 < 3` stays."""
    if "<" not in text:
        return text
    for pattern in (_SCRIPTS, _COMMENTS, _TAGS):
        text = pattern.sub(" ", text)
    return text


def unescape_entities(text: str) -> str:
    """Turn `&nbsp;` and `&#1087;` into what they stand for."""
    return _ENTITIES.sub(lambda found: html.unescape(found[0]), text)


def compose_letters(text: str) -> str:
    """Join letters with their marks (и + ˘ → й, as sent by Apple keyboards)."""
    return unicodedata.normalize("NFC", text)


def drop_invisible(text: str) -> str:
    """Drop zero-width, control, unassigned and stress-mark characters; line breaks become spaces."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for sign in text:
        kind = unicodedata.category(sign)
        if kind[0] == "Z" or sign in "\n\r\t\v\f\x85":
            kept.append(" ")
        elif kind[0] != "C" and kind not in ("Mn", "Me"):
            kept.append(sign)
    return "".join(kept)


def unify_signs(text: str) -> str:
    """Write all dashes, quotes and apostrophes one way."""
    return _APOSTROPHES.sub("'", _QUOTES.sub('"', _HYPHENS.sub("-", text)))


def translate_lone_signs(text: str) -> str:
    """Read a message that is signs only: «👍» → «да», «🙏🙏» → «спасибо», «+» → «да»."""
    if any(sign.isalnum() for sign in text):
        return text
    meanings = [SIGN_MEANINGS[sign] for sign in text if sign in SIGN_MEANINGS]
    return meanings[0] if meanings and not ("+" in text and text.strip() != "+") else text


def drop_pictures(text: str) -> str:
    """Drop emoji and other pictures; № and currency signs stay."""
    if text.isascii():
        return text
    return "".join(" " if _is_picture(sign) else sign for sign in text)


def drop_smiles(text: str) -> str:
    """Drop `:)`, `)))` and a closing bracket that closes nothing."""
    text = _SMILES.sub(" ", text)
    return text.replace(")", " ") if ")" in text and "(" not in text else text


def shorten_punctuation(text: str) -> str:
    """One sign for many: `???` → `?`, `!!1!` stays readable, `?!` → `?`."""
    return _REPEATED.sub(lambda found: "?" if "?" in found[0] else found[1].replace("…", "."), text)


def collapse_spaces(text: str) -> str:
    """One space between words, none around."""
    return _SPACES.sub(" ", text).strip()


def _is_picture(sign: str) -> bool:
    if sign < "\u00ae":
        return False
    return (unicodedata.category(sign) == "So" and sign not in "№°") or "\U0001f3fb" <= sign <= "\U0001f3ff"
