"""What citizens read from the turn itself, where no engine is asked. The one place of its wording."""

from __future__ import annotations

ATTACHMENT = (
    "Я пока не умею смотреть вложения. Опишите вопрос словами или позовите сотрудника:"
    " он увидит то, что вы прислали."
)
BLANK = "Не вижу в сообщении текста. Напишите вопрос словами, например: «как восстановить СНИЛС»."
PERSON_BUTTON = {"title": "Позвать сотрудника", "payload": "/person"}
REPEAT = "Возможно, предыдущее сообщение до вас не дошло. Если не видите его, нажмите кнопку."
REPEAT_BUTTON = "Показать ещё раз"
REPEAT_GONE = "Этого сообщения больше нет. Задайте вопрос ещё раз."
