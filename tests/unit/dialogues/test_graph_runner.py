"""The direct runner gives what Rasa's own gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from dialogues.runtime.graph_runner import DirectGraphRunner


class Add(GraphComponent):
    """Adds its configured number to what it is given."""

    def __init__(self, number: int) -> None:
        self.number = number

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: Any, resource: Any, execution_context: Any) -> Add:
        """Rasa's constructor."""
        del model_storage, resource, execution_context
        return cls(config["number"])

    def one(self, value: int) -> int:
        """One input."""
        return value + self.number

    def two(self, left: int, right: int) -> int:
        """Two inputs."""
        return left * 10 + right + self.number


def _node(needs: dict[str, str], fn: str, number: int, *, target: bool = False) -> SchemaNode:
    return SchemaNode(
        needs=needs, uses=Add, constructor_name="create", fn=fn, config={"number": number},
        eager=True, is_target=target,
    )  # fmt: skip


SCHEMA = GraphSchema(
    {
        "last": _node({"left": "second", "right": "first"}, "two", 0, target=True),
        "second": _node({"value": "first"}, "one", 2),
        "first": _node({"value": "__given__"}, "one", 1),
        "aside": _node({"value": "__given__"}, "one", 7, target=True),
    }
)


def _make(kind: type[DaskGraphRunner], folder: Path) -> DaskGraphRunner:
    storage = LocalModelStorage.create(folder)
    return kind.create(SCHEMA, storage, ExecutionContext(SCHEMA))


@pytest.mark.parametrize("targets", [None, ["last"], ["aside"], ["second", "aside"], ["first"]])
def test_gives_what_rasas_runner_gives(tmp_path: Path, targets: list[str] | None) -> None:
    """For every choice of targets, twice: the second run goes by the remembered order."""
    ours, rasas = _make(DirectGraphRunner, tmp_path), _make(DaskGraphRunner, tmp_path)
    for given in (3, 40):
        expected = rasas.run({"__given__": given}, targets)
        assert ours.run({"__given__": given}, targets) == expected


def test_an_input_must_not_have_a_nodes_name(tmp_path: Path) -> None:
    """Refused, by name."""
    runner = _make(DirectGraphRunner, tmp_path)
    with pytest.raises(GraphRunError, match="first"):
        runner.run({"__given__": 1, "first": 2})
