import sys
from pathlib import Path

import pytest

from otklik.problem import Problem
from otklik.subprocesses import run_step


def test_lines_are_told_and_logged(tmp_path: Path) -> None:
    told: list[str] = []
    run_step(
        "counting", [sys.executable, "-c", "import os; print('один'); print(); print(os.environ['EXTRA'])"],
        "repeat", folder=tmp_path, log=tmp_path / "logs" / "count.log", environment={"EXTRA": "два"},
        tell=told.append,
    )  # fmt: skip
    assert told == ["один", "два"]
    assert (tmp_path / "logs" / "count.log").read_text() == "один\n\nдва\n"


def test_failure_is_a_problem_with_the_last_line(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"counting failed: no more numbers. Remedy: repeat .*count.log"):
        run_step(
            "counting", [sys.executable, "-c", "import sys; sys.exit('no more numbers')"],
            "repeat", folder=tmp_path, log=tmp_path / "count.log",
        )  # fmt: skip
