import pytest
from pydantic import SecretStr

from otklik.problem import Problem
from otklik.processes.program import choose_programs, list_programs
from otklik.settings import Settings

ELSEWHERE = Settings(DATABASE_URL=SecretStr("postgresql://db/otklik"))


def test_database_starts_first_and_stops_last() -> None:
    programs = list_programs(Settings())
    assert [program.name for program in programs] == [
        "postgres", "actions", "rasa", "gateway", "console", "worker",
    ]  # fmt: skip
    assert [program.priority for program in programs] == sorted(program.priority for program in programs)


def test_no_embedded_server_beside_a_database_of_ones_own() -> None:
    assert "postgres" not in {program.name for program in list_programs(ELSEWHERE)}
    with pytest.raises(Problem, match="no process postgres here"):
        choose_programs(ELSEWHERE, ["postgres"])


def test_engines_elsewhere_are_not_started_here_unless_named() -> None:
    settings = Settings(rasa_urls=["http://10.0.0.5:5005"])
    assert "rasa" not in {program.name for program in choose_programs(settings, ())}
    assert [program.name for program in choose_programs(settings, ["rasa"])] == ["rasa"]
    both = Settings(rasa_urls=["http://10.0.0.5:5005", "http://127.0.0.1:5005"])
    assert "rasa" in {program.name for program in choose_programs(both, ())}


def test_unknown_name_is_answered_with_the_known() -> None:
    with pytest.raises(Problem, match=r"no process wrker here.*postgres, actions, rasa"):
        choose_programs(Settings(), ["wrker"])
