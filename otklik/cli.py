"""The command line. Every command translates: parse, call, say what came of it."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Annotated, ParamSpec

import typer

from otklik.commands import evaluate, knowledge, operators, questions, registry, stack
from otklik.problem import Problem

P = ParamSpec("P")

app = typer.Typer(
    help="Otklik: conversational assistant for public services.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
kb = typer.Typer(help="The knowledge base.", no_args_is_help=True)
registry_app = typer.Typer(help="The registry of applications.", no_args_is_help=True)
operator_app = typer.Typer(help="Operators' accounts.", no_args_is_help=True)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(kb, name="kb")
app.add_typer(registry_app, name="registry")
app.add_typer(operator_app, name="operator")
app.add_typer(db, name="db")
evaluate_app = typer.Typer(help="How right it is, on files that you bring.", no_args_is_help=True)
app.add_typer(evaluate_app, name="evaluate")


def plainly(command: Callable[P, None]) -> Callable[P, None]:
    """A `Problem` is one line on standard error and exit code 1, never a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Problem as problem:
            typer.echo(f"Error: {problem}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None

    return run


app.command("up", help="Set up what is missing and start the processes; Ctrl-C stops them in order.")(
    plainly(stack.up)
)
app.command("train", help="Train the dialogue engine's model, if what it is made from has changed.")(
    plainly(stack.train)
)
app.command("doctor", help="Check everything; say what is wrong and what to do.")(plainly(stack.doctor))
app.command("ask", help="Ask one question in a new conversation of the running stack.")(
    plainly(questions.ask)
)
app.command("chat", help="Talk to the running stack.")(plainly(questions.chat))
kb.command("import", help="Import the articles of a folder as new versions.")(plainly(knowledge.import_))
kb.command("search", help="Search the articles by meaning and words.")(plainly(knowledge.search))
kb.command("export", help="Write the current articles to a folder.")(plainly(knowledge.export))
kb.command("withdraw", help="Answer from an article no more, until its file changes.")(
    plainly(knowledge.withdraw)
)
kb.command("check", help="Find what is wrong with the articles.")(plainly(knowledge.check))
registry_app.command("import", help="Read applications from a CSV file.")(plainly(registry.import_))
operator_app.command("add", help="Add an operator; prints the one-time password.")(plainly(operators.add))
operator_app.command("password", help="Give an operator a new one-time password; open sessions end.")(
    plainly(operators.password)
)
operator_app.command("disable", help="Keep an operator from signing in; open sessions end.")(
    plainly(operators.disable)
)
operator_app.command("enable", help="Let a disabled operator sign in again.")(plainly(operators.enable))
operator_app.command("list", help="Show all operators and whether they can sign in.")(
    plainly(operators.list_)
)
evaluate_app.command("intents", help="Understanding, trained and tested on the folds of a file.")(
    plainly(evaluate.intents)
)
evaluate_app.command("search", help="Search over a base of questions and answers.")(plainly(evaluate.search))
evaluate_app.command("answers", help="Answers of the shipped base and dialogue engine to gold questions.")(
    plainly(evaluate.answers)
)
evaluate_app.command("followups", help="Dialogues of two turns: a message that continues, a new subject.")(
    plainly(evaluate.followups)
)
evaluate_app.command("several", help="Messages of several questions.")(plainly(evaluate.several))
db.command("upgrade", help="Bring the schema to the newest revision.")(plainly(stack.upgrade))


def main(arguments: Annotated[list[str] | None, "for tests"] = None) -> None:
    """Run the command line."""
    app(arguments if arguments is not None else sys.argv[1:])
