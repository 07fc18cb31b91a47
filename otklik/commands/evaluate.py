"""`evaluate intents|search|answers|followups|several`.

What is heavy is imported where it is used: other commands must not wait for a search library to load.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evaluation.lines import BadFile, read_lines
from evaluation.progress import Progress as Tell
from evaluation.report import show, show_confusions, show_figures
from nlu.errors import EncoderError
from otklik.preparation.encoder import build_encoder
from otklik.problem import Problem
from otklik.settings import ROOT, load

if TYPE_CHECKING:
    from nlu.encoder import Encoder

Row = TypeVar("Row")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]
Out = Annotated[Path | None, typer.Option(help="Write each row with its scores, as JSON lines.")]
Half = Annotated[Literal["tune", "measure"] | None, typer.Option(help="One half of the file only.")]
NO_LINE = 2  # exit code: nothing in the file could be used
CALIBRATION = ROOT / "knowledge_base" / "calibration.yml"


def intents(
    file: Annotated[Path, typer.Argument(help='Lines {"text", "label", "fold"}.')],
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Letter n-grams and a linear SVM instead of ours.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Train the understanding on the other folds and test it on each."""
    from evaluation.baseline import classify_by_letters, encode_nothing
    from evaluation.intents import Labelled, evaluate_intents

    with _plainly(), _progress() as tell:
        rows, bad = _read(file, Labelled.parse)
        if baseline:
            figures = evaluate_intents(rows, encode_nothing, classify_by_letters, str, tell)
        else:
            encoder = _encoder(threads=2)
            figures = evaluate_intents(
                rows, lambda texts, done: encoder.encode_queries(texts, progress=done), tell=tell
            )
    _tell_result({**figures, "bad_lines": bad}, as_json)


def search(
    articles: Annotated[Path, typer.Option(help='Lines {"id", "question", "answer"}.')],
    questions: Annotated[Path, typer.Option(help='Lines {"text", "id"}.')],
    as_json: AsJson = False,
) -> None:
    """Search a foreign base of questions and answers with our search."""
    from evaluation.search import ForeignArticle, ForeignQuestion, evaluate_search
    from knowledge_base.calibration import load_calibration

    with _plainly(), _progress() as tell:
        base, bad_articles = _read(articles, ForeignArticle.parse)
        asked, bad_questions = _read(questions, ForeignQuestion.parse)
        # One thread, as the engine has it: what is timed here is what a citizen waits for.
        figures = evaluate_search(base, asked, _encoder(threads=1), load_calibration(CALIBRATION), tell)
    _tell_result({**figures, "bad_lines": bad_articles + bad_questions}, as_json)


def answers(
    file: Annotated[Path, typer.Argument(help='Lines {"text", "label", "also", "hard"}.')],
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Ask the shipped base and dialogue engine; a stack of its own is started and removed."""
    from evaluation.confusions import find_confusions
    from evaluation.gold import GoldRow
    from evaluation.judging import Judged, summarise
    from evaluation.turns import ask_all

    with _plainly(), _progress() as tell:
        rows, bad = _read(file, GoldRow.parse)
        with _engine(tell) as engine:
            given = list(ask_all([row.text for row in rows], engine, tell))
    judged = [Judged(row, one) for row, one in zip(rows, given, strict=True)]
    _write(out, [one.as_json() for one in judged])
    _tell_result({**summarise(judged), "bad_lines": bad}, as_json, show_confusions(find_confusions(judged)))


def followups(
    file: Annotated[
        Path, typer.Argument(help='Lines {"first", "first_label", "then", "label", "continues", "half"}.')
    ],
    half: Half = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Hold dialogues of two turns with the shipped base and engine, as `answers` asks questions."""
    from evaluation.followups import FollowupRow, ask_followups, summarise_followups

    with _plainly(), _progress() as tell:
        rows, bad = _read(file, FollowupRow.parse)
        with _engine(tell) as engine:
            judged = list(ask_followups([row for row in rows if half in (None, row.half)], engine, tell))
    _write(out, [one.as_json() for one in judged])
    _tell_result({**summarise_followups(judged), "bad_lines": bad}, as_json)


def several(
    file: Annotated[Path, typer.Argument(help='Lines {"text", "labels", "half"}.')],
    half: Half = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Ask the shipped base and engine several questions at once, and long single ones."""
    from evaluation.several import JudgedSeveral, SeveralRow, summarise_several
    from evaluation.turns import ask_all

    with _plainly(), _progress() as tell:
        every, bad = _read(file, SeveralRow.parse)
        rows = [row for row in every if half in (None, row.half)]
        with _engine(tell) as engine:
            given = list(ask_all([row.text for row in rows], engine, tell))
    judged = [JudgedSeveral(row, one) for row, one in zip(rows, given, strict=True)]
    _write(out, [one.as_json() for one in judged])
    _tell_result({**summarise_several(judged), "bad_lines": bad}, as_json)


@contextmanager
def _engine(tell: Tell) -> Iterator[str]:
    """The address of an engine of its own over the shipped articles."""
    from evaluation.stack import evaluation_stack

    settings = load()
    build_encoder(settings)
    with _unwound_by_sigterm(), evaluation_stack(settings, lambda line: tell(line[:60], 0, 1)) as engine:
        yield engine


@contextmanager
def _unwound_by_sigterm() -> Iterator[None]:
    """Being ended stops what was started, as Ctrl-C does: PostgreSQL would go on otherwise."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _write(out: Path | None, rows: list[dict[str, Any]]) -> None:
    if out is not None:
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _read(path: Path, parse: Callable[[dict[str, Any]], Row]) -> tuple[list[Row], int]:
    """The good rows, and how many lines are bad; each of those is named. Exit code 2 without a good one."""
    lines = read_lines(path, parse)
    for bad in lines.bad:
        typer.echo(f"{path}:{bad.number}: {bad.why}; left out", err=True)
    if not lines.rows:
        typer.echo(f"Error: {path} has no line that can be used", err=True)
        raise typer.Exit(NO_LINE)
    return lines.rows, len(lines.bad)


def _encoder(threads: int) -> Encoder:
    from nlu.encoder import Encoder

    settings = load()
    build_encoder(settings)
    return Encoder.load(settings.encoder_path, threads=threads)


def _tell_result(figures: Mapping[str, Any], as_json: bool, *parts: RenderableType) -> None:
    """The report on standard output, or on standard error before the one line of JSON."""
    show(Console(stderr=as_json), show_figures(figures), *parts)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))


@contextmanager
def _progress() -> Iterator[Tell]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=None)

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=what, completed=done, total=total)

        yield tell


@contextmanager
def _plainly() -> Iterator[None]:
    """Errors that a file or the encoder brings are the administrator's to read."""
    try:
        yield
    except BadFile as error:
        what, _, remedy = str(error).partition("; ")
        raise Problem(what, remedy or "correct the file and repeat") from error
    except EncoderError as error:
        raise Problem(str(error), "see `otklik doctor`") from error
