from rich.console import Console

from otklik.processes.addresses import make_table
from otklik.processes.first_operator import FirstOperator
from otklik.processes.program import list_programs
from otklik.settings import Settings


def show(settings: Settings, names: set[str], operator: FirstOperator | None) -> str:
    console = Console(width=120)
    programs = [program for program in list_programs(settings) if program.name in names]
    with console.capture() as capture:
        console.print(make_table(settings, programs, operator))
    return capture.get()


def test_table_has_pages_health_and_the_one_time_password() -> None:
    shown = show(Settings(), {"gateway", "console"}, FirstOperator("admin", "пароль-1"))
    assert "http://127.0.0.1:8080/" in shown
    assert "http://127.0.0.1:8080/health" in shown
    assert "http://127.0.0.1:8081/" in shown
    assert "пароль-1" in shown


def test_only_what_runs_is_shown() -> None:
    shown = show(Settings(demo_page=False), {"gateway"}, None)
    assert "8081" not in shown
    assert "Citizen" not in shown
