"""All wording of this room that citizens and editors read, in one place."""

from datetime import date
from typing import Final

# What a citizen reads.
SECTION_HEADING: Final = "{heading}:"
LINKS_HEADING: Final = "Полезные ссылки:"
LINK: Final = "– {title}: {url}"
SOURCE: Final = "Источник: {title}, проверено {reviewed}."
SHORTENED: Final = "Здесь показана не вся статья. Спросите о нужной части подробнее."
REGIONS: Final = "Относится к регионам: {regions}."

# What an editor reads: (what is wrong, what to do).
Problem = tuple[str, str]

NOT_UTF8: Final[Problem] = ("Файл не в кодировке UTF-8.", "Сохраните его в UTF-8.")
NUL_CHARACTER: Final[Problem] = ("В файле есть нулевой символ.", "Удалите его: это след порчи файла.")
UNREADABLE: Final[Problem] = ("Файл не читается: {reason}.", "Проверьте права доступа и сам файл.")
BAD_SLUG: Final[Problem] = (
    "Имя файла «{name}» не годится.",
    "Назовите файл строчными латинскими буквами, цифрами и дефисом, например passport-45.md.",
)
NO_FRONT_MATTER: Final[Problem] = (
    "Нет заголовка статьи.",
    "Начните файл строкой ---, затем ключи, затем снова строка ---.",
)
FRONT_MATTER_OPEN: Final[Problem] = (
    "Заголовок статьи не закрыт.",
    "Поставьте строку --- между ключами и текстом.",
)
BAD_YAML: Final[Problem] = (
    "Заголовок не разбирается: {reason}.",
    "Проверьте отступы и кавычки; текст с двоеточием возьмите в кавычки.",
)
NOT_A_MAPPING: Final[Problem] = (
    "Здесь ждали пары «ключ: значение».",
    "Исправьте по образцу из docs/articles.md.",
)
UNKNOWN_KEY: Final[Problem] = ("Неизвестный ключ «{key}».", "Допустимы: {known}.")
REPEATED_KEY: Final[Problem] = ("Ключ «{key}» повторяется.", "Оставьте один.")
MISSING_KEY: Final[Problem] = ("Нет обязательного ключа «{key}».", "Добавьте его в заголовок статьи.")
NOT_TEXT: Final[Problem] = ("«{key}»: здесь ждали непустую строку.", "Впишите текст в одну строку.")
NOT_A_LIST: Final[Problem] = (
    "«{key}»: здесь ждали непустой список.",
    "Начните каждую строку списка с дефиса.",
)
NOT_A_DATE: Final[Problem] = (
    "«{key}»: «{value}» – не дата.",
    "Запишите дату как ГГГГ-ММ-ДД, например 2026-11-21.",
)
NOT_A_FLAG: Final[Problem] = ("«{key}»: «{value}» – не да и не нет.", "Напишите true или false.")
NOT_A_URL: Final[Problem] = ("«{key}»: «{value}» – не адрес.", "Адрес начинается с https:// или http://.")
BAD_AUDIENCE: Final[Problem] = ("«audience»: «{value}» не годится.", "Напишите citizen или organisation.")
VALIDITY_REVERSED: Final[Problem] = (
    "Статья перестаёт действовать раньше, чем начинает.",
    "Исправьте valid_from или valid_until.",
)
UNKNOWN_GROUP: Final[Problem] = (
    "Неизвестная группа «{group}».",
    "Положите файл в папку одной из групп: {known}.",
)
UNKNOWN_PLACEHOLDER: Final[Problem] = (
    "Неизвестная подстановка «{name}».",
    "Есть такие: {known}.",
)
BROKEN_PLACEHOLDER: Final[Problem] = (
    "Подстановка записана с ошибкой.",
    "Пишите так: {{{{ organisation.phone }}}}.",
)
NO_SHORT_ANSWER: Final[Problem] = (
    "Нет краткого ответа.",
    "Напишите его сразу после заголовка, до первого раздела.",
)
LONG_SHORT_ANSWER: Final[Problem] = (
    "Краткий ответ длиннее {limit} знаков: {length}.",
    "Сократите его, подробности перенесите в разделы.",
)
BAD_HEADING: Final[Problem] = (
    "Неизвестный раздел «{heading}».",
    "Разделы бывают такие: {known}. Заголовок раздела начинается с ##.",
)
REPEATED_HEADING: Final[Problem] = ("Раздел «{heading}» повторяется.", "Соедините оба в один.")
EMPTY_SECTION: Final[Problem] = ("Раздел «{heading}» пуст.", "Заполните его или удалите.")
REPEATED_SLUG: Final[Problem] = (
    "Статья с именем «{slug}» уже есть: {other}.",
    "Переименуйте один из файлов.",
)

# Findings of `check`.
FEW_QUESTIONS: Final[Problem] = (
    "Примеров вопросов {count}, нужно от {least} до {most}.",
    "Добавьте вопросы словами граждан.",
)
MANY_QUESTIONS: Final[Problem] = (
    "Примеров вопросов {count}, нужно от {least} до {most}.",
    "Оставьте самые непохожие.",
)
SIMILAR_QUESTION: Final[Problem] = (
    "Вопрос «{question}» почти повторяет вопрос «{other}» ({where}).",
    "Оставьте один из них.",
)
SIMILAR_ARTICLE: Final[Problem] = (
    "Статья почти повторяет статью {other} (сходство {score:.2f}).",
    "Соедините статьи или разведите их темы.",
)
STOLEN_QUESTION: Final[Problem] = (
    "На вопрос «{question}» лучше отвечает статья {other}.",
    "Перенесите вопрос туда или уточните его.",
)
EXPIRED: Final[Problem] = ("Статья не действует с {day}.", "Обновите её или удалите файл.")


def russian_date(day: date) -> str:
    """21.11.2026, as dates are written in Russia."""
    return f"{day:%d.%m.%Y}"
