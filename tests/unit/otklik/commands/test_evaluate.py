import json
from pathlib import Path

from typer.testing import CliRunner

from otklik.cli import app

GOOD = [
    {"text": text, "label": label, "fold": number % 2}
    for label, texts in {
        "greet": ["привет", "здравствуйте", "добрый день", "приветик"],
        "status": ["где моё заявление", "что с заявлением", "статус заявления", "готово ли заявление"],
    }.items()
    for number, text in enumerate(texts)
]


def write(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def test_json_is_the_last_line_and_bad_lines_are_named(tmp_path: Path) -> None:
    file = write(tmp_path / "intents.jsonl", [{"text": "", "label": "a", "fold": 0}, *GOOD])
    result = CliRunner().invoke(app, ["evaluate", "intents", str(file), "--baseline", "--json"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    figures = json.loads(result.stdout.splitlines()[-1])
    assert {"accuracy", "macro_f1", "ece", "seconds", "folds"} <= figures.keys()
    assert figures["bad_lines"] == 1
    assert f"{file}:1:" in result.stderr


def test_without_json_a_person_reads_a_table(tmp_path: Path) -> None:
    file = write(tmp_path / "intents.jsonl", list(GOOD))
    result = CliRunner().invoke(app, ["evaluate", "intents", str(file), "--baseline"])
    assert result.exit_code == 0
    assert "macro_f1" in result.stdout


def test_a_file_without_a_good_line_ends_with_2(tmp_path: Path) -> None:
    file = write(tmp_path / "intents.jsonl", ["no object"])
    assert CliRunner().invoke(app, ["evaluate", "intents", str(file), "--baseline"]).exit_code == 2


def test_one_fold_and_no_file_end_with_1(tmp_path: Path) -> None:
    file = write(tmp_path / "intents.jsonl", [{**row, "fold": 0} for row in GOOD])
    result = CliRunner().invoke(app, ["evaluate", "intents", str(file), "--baseline"])
    assert result.exit_code == 1
    assert "at least two values" in result.stderr
    absent = CliRunner().invoke(app, ["evaluate", "answers", str(tmp_path / "absent.jsonl")])
    assert absent.exit_code == 1
    assert "absent.jsonl" in absent.stderr
