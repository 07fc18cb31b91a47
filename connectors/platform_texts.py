"""What citizens and operators read that is said by the messengers' adapters. The one place of its wording."""

from __future__ import annotations

SOURCE = "Источник: {title}, {url}"
CUT = "Ответ сокращён: целиком он не помещается в сообщение."
CHOOSE = "Напишите, что вам подходит:"
EMPTY = "…"

KINDS = {
    "photo": "Фотография",
    "video": "Видео",
    "audio": "Аудиозапись",
    "voice": "Голосовое сообщение",
    "document": "Файл",
    "link": "Ссылка",
    "sticker": "Стикер",
    "gift": "Подарок",
    "post": "Запись",
    "market": "Товар",
    "location": "Место на карте",
    "contact": "Контакт",
    "poll": "Опрос",
    "forwarded": "Пересланное сообщение",
    "reply": "Ответ на сообщение",
    "other": "Вложение",
}
