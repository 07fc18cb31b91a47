from evaluation.ports import free_port
from evaluation.turns import ask_all
from tests.support.tiny_engine import TinyEngine, tiny_engine


def test_every_text_is_the_first_of_a_conversation() -> None:
    with tiny_engine() as engine:
        told: list[tuple[str, int, int]] = []
        given = list(ask_all(["снилс", "человек"], engine.url, lambda *how: told.append(how)))
    assert [one.outcome for one in given] == ["answered", "handed_over"]
    assert given[1].direct == "action:operator"
    assert len({turn["conversation_id"] for turn in engine.turns}) == 2
    assert all(turn["events"] == [] for turn in engine.turns)
    assert told[-1] == ("turns", 2, 2)


def test_a_turn_is_tried_again_and_then_counted_as_failed() -> None:
    engine = TinyEngine()
    engine.failures = 1
    with tiny_engine(engine):
        assert next(ask_all(["снилс"], engine.url)).outcome == "answered"
        engine.failures = 5
        assert next(ask_all(["снилс"], engine.url)).outcome == "failed"


def test_an_engine_that_is_not_there() -> None:
    assert next(ask_all(["снилс"], f"http://127.0.0.1:{free_port()}")).outcome == "failed"
