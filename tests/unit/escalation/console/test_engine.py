"""The playground's question to the engine: what comes back, and what is said when nothing does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from escalation.console.engine import Engine, EngineAway, EngineFailed, EngineLate
from evaluation.ports import free_port
from tests.support.tiny_engine import TinyEngine, tiny_engine


@pytest.fixture
def tiny() -> Iterator[TinyEngine]:
    with tiny_engine() as running:
        yield running


@pytest.fixture
def engine(tiny: TinyEngine) -> Engine:
    nobody = f"http://127.0.0.1:{free_port()}"
    return Engine([nobody, tiny.url], deadline=0.5)


async def test_the_next_engine_is_asked_when_one_is_away(engine: Engine, tiny: TinyEngine) -> None:
    assert (await engine.explain("патерял паспорт"))["normal_form"] == "патерял паспорт"
    assert tiny.turns == []


async def test_late(engine: Engine, tiny: TinyEngine) -> None:
    tiny.delay = 2
    with pytest.raises(EngineLate):
        await engine.explain("вопрос")
    tiny.delay, tiny.status = 0, 504
    with pytest.raises(EngineLate):
        await engine.explain("вопрос")


async def test_an_error_is_no_explanation(engine: Engine, tiny: TinyEngine) -> None:
    tiny.status = 500
    with pytest.raises(EngineFailed):
        await engine.explain("вопрос")


@pytest.mark.parametrize("urls", [[], ["http://127.0.0.1:1"]])
async def test_away(urls: list[str]) -> None:
    with pytest.raises(EngineAway):
        await Engine(urls, deadline=0.5).explain("вопрос")
