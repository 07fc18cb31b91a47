"""Runs the graph of a loaded model node by node, in an order worked out once.

Rasa's runner hands each run to dask, which sorts the graph anew, and writes all inputs into a line for
the log that nobody reads: one to two milliseconds of a turn, which runs the graph four times.
"""

from __future__ import annotations

from typing import Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, GraphNode, tuple[str, ...]]
"""A node's name, the node, the names of what it needs."""


class DirectGraphRunner(DaskGraphRunner):
    """Loads nodes as Rasa's runner does, and gives the same results."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._orders: dict[tuple[str, ...], list[Step]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Outputs of the targets by node. Raises `GraphRunError` for an input of a node's name."""
        wanted = tuple(targets or self._graph_schema.target_names)
        known: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        order = self._orders.get(wanted)
        if order is None:
            order = self._orders[wanted] = self._order(wanted)
        for name, node, needs in order:
            if name in known:
                raise GraphRunError(f"the input {name!r} has the name of a node: rename it")
            known[name] = node(*(known.get(need, need) for need in needs))
        return dict(known[name] for name in wanted)

    def _order(self, targets: tuple[str, ...]) -> list[Step]:
        schema = self._graph_schema.minimal_graph_schema(list(targets)).nodes
        steps: list[Step] = []
        done: set[str] = set()

        def visit(name: str) -> None:
            if name in done or name not in schema:  # what is no node is an input of the run
                return
            done.add(name)
            needs = tuple(schema[name].needs.values())
            for need in needs:
                visit(need)
            steps.append((name, self._instantiated_nodes[name], needs))

        for target in targets:
            visit(target)
        return steps


def install() -> None:
    """Have models that are loaded from now on run by this runner; calling it again changes nothing."""
    rasa.core.processor.DaskGraphRunner = DirectGraphRunner
