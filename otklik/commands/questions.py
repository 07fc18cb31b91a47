"""`ask` and `chat`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from otklik.asking import Answer, Asker
from otklik.settings import load


def ask(
    text: Annotated[str, typer.Argument(help="The citizen's message, in Russian.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask one question in a new conversation."""
    asker = Asker(load())
    try:
        answer = asker.ask(text)
    finally:
        asker.close()
    if as_json:
        typer.echo(json.dumps(answer.as_json(), ensure_ascii=False))
    else:
        _show(answer)


def chat() -> None:
    """Talk until an empty line. A number presses the button of that number."""
    asker = Asker(load())
    typer.echo("Напишите вопрос. Пустая строка – выход, номер – кнопка.")
    buttons: list[dict[str, str]] = []
    try:
        while text := typer.prompt("вы", default="", show_default=False).strip():
            pressed = buttons[int(text) - 1] if text.isdigit() and 0 < int(text) <= len(buttons) else None
            answer = (
                asker.ask(pressed["title"], pressed["payload"]) if pressed is not None else asker.ask(text)
            )
            buttons = answer.buttons
            _show(answer)
    finally:
        asker.close()


def _show(answer: Answer) -> None:
    typer.echo(answer.text)
    for number, button in enumerate(answer.buttons, start=1):
        typer.echo(f"  [{number}] {button['title']}")
    for source in answer.sources:
        typer.echo(f"  Источник: {source.get('title')} {source.get('url') or ''}".rstrip())
    sure = f" {answer.confidence:.2f}" if answer.confidence is not None else ""
    typer.echo(
        typer.style(
            f"  {answer.outcome} · {answer.intent or '–'}{sure} · {answer.article or '–'}"
            f" · {answer.milliseconds:.0f} ms",
            dim=True,
        ),
        err=True,
    )
