import pytest
from rich.console import Console

from otklik.preparation.steps import Step, run_steps
from otklik.problem import Problem
from otklik.settings import Settings


def test_quick_steps_with_nothing_to_say_are_silent() -> None:
    console = Console(width=100)
    steps = (Step("first", lambda _s, _t: None), Step("second", lambda _s, tell: tell("[x]") or "2 [new]"))
    with console.capture() as capture:
        run_steps(steps, Settings(), console)
    assert "first" not in capture.get()
    assert "✓ second: 2 [new]" in capture.get()


def test_a_failing_step_ends_the_set_up() -> None:
    def fail(_settings: Settings, _tell: object) -> None:
        raise Problem("no", "yes")

    later: list[str] = []
    steps = (Step("first", fail), Step("second", lambda _s, _t: later.append("ran")))
    with pytest.raises(Problem):
        run_steps(steps, Settings(), Console(quiet=True))
    assert later == []
