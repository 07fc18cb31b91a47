"""The one door into Rasa: a turn comes in with its session's events and leaves as one checked result."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from traceback import format_tb
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from dialogues.runtime import graph_runner, validator
from dialogues.runtime.action_client import ActionClient
from dialogues.runtime.buttons import pressed
from dialogues.runtime.explain import explain
from dialogues.runtime.health import health_of
from dialogues.runtime.history import trim
from dialogues.runtime.intake import BadRequest, TurnRequest, message_text
from dialogues.runtime.output import TurnOutput
from dialogues.runtime.result import NoResult, candidates_of, fold
from dialogues.runtime.turn import Turn, turn_in_hand

logger = logging.getLogger(__name__)
TURN_DEADLINE_S = 8.0
WARM_UP = "Здравствуйте! Готов ли мой паспорт?"
Handler = Callable[[UserMessage], Awaitable[Any]]


class TurnChannel(InputChannel):
    """Serves `/webhooks/turn/`: `webhook`, `parse`, `explain`, `health`, as in docs/architecture.md."""

    @classmethod
    def name(cls) -> str:
        """Part of the address."""
        return "turn"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes; Rasa calls this once, before its agent is loaded."""
        graph_runner.install()
        blueprint = Blueprint("turn_channel")

        @blueprint.listener("after_server_start")
        async def prepare(app: Sanic, _loop: Any) -> None:
            _replace_action_client(app.ctx.agent)
            validator.install()
            # Dictionaries, encoder and index are loaded by the first message: better by ours.
            await app.ctx.agent.parse_message(WARM_UP)

        @blueprint.listener("after_server_stop")
        async def close(app: Sanic, _loop: Any) -> None:
            client = getattr(getattr(app.ctx, "agent", None), "action_endpoint", None)
            if isinstance(client, ActionClient):
                await client.close()

        @blueprint.get("/")
        async def index(_request: Request) -> HTTPResponse:
            return response.json({"channel": self.name()})

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return response.json(health_of(request.app.ctx.agent))

        @blueprint.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            return await _answer(_parse(request.app.ctx.agent, request))

        @blueprint.post("/explain")
        async def explained(request: Request) -> HTTPResponse:
            return await _answer(explain(request.app.ctx.agent, request.json))

        @blueprint.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await _answer(_run_turn(on_new_message, request))

        return blueprint


async def _answer(work: Awaitable[dict[str, Any]]) -> HTTPResponse:
    try:
        async with asyncio.timeout(TURN_DEADLINE_S):
            return response.json(await work)
    except (BadRequest, InvalidUsage) as error:
        return _refusal(400, str(error))
    except NoResult as error:
        return _refusal(502, str(error))
    except TimeoutError:
        return _refusal(504, f"the turn took longer than {TURN_DEADLINE_S:g} s")
    except Exception as error:
        # Where, not what: an error's text may quote the citizen.
        logger.error("a turn failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))  # noqa: TRY400
        return _refusal(500, f"the turn failed: {type(error).__name__}")


def _refusal(status: int, reason: str) -> HTTPResponse:
    logger.warning("turn refused with %d: %s", status, reason)
    return response.json({"error": reason}, status=status)


async def _run_turn(on_new_message: Handler, request: Request) -> dict[str, Any]:
    asked = TurnRequest.parse(request.json)
    turn = Turn(sender_id=asked.sender_id, events=trim(asked.events))
    began, clock = time.time(), time.perf_counter()
    payload = asked.payload or pressed(asked.text or "", turn.events)
    message = UserMessage(
        text=message_text(asked.text, payload),
        output_channel=TurnOutput(turn),
        sender_id=asked.sender_id,
        input_channel=asked.channel,
        message_id=asked.turn_id,
        metadata=asked.metadata or None,
    )
    with turn_in_hand(turn):
        await on_new_message(message)
    result = fold(turn)
    heard = next((e["timestamp"] for e in result["events"] if e.get("event") == "user"), began)
    result["timings"] = {
        "nlu_ms": round((heard - began) * 1000, 1),
        "action_ms": round(turn.action_ms, 1),
        "total_ms": round((time.perf_counter() - clock) * 1000, 1),
    }
    return result


async def _parse(agent: Any, request: Request) -> dict[str, Any]:
    body = request.json
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise BadRequest("text must be a string")
    parsed = await agent.parse_message(message_text(body["text"], None))
    intent = parsed.get("intent") or {}
    return {
        "intent": intent.get("name"),
        "confidence": round(float(intent.get("confidence") or 0.0), 4),
        "entities": [
            {key: entity.get(key) for key in ("entity", "value", "start", "end")}
            for entity in parsed.get("entities") or []
        ],
        "candidates": candidates_of(parsed),
        "decision": parsed.get("decision"),
        "normal_form": parsed.get("normal_form"),
    }


def _replace_action_client(agent: Any) -> None:
    """Give the agent our client; models loaded later take it from the agent."""
    if agent.action_endpoint is None or isinstance(agent.action_endpoint, ActionClient):
        return
    client = ActionClient.from_endpoint(agent.action_endpoint)
    agent.action_endpoint = client
    if agent.processor is not None:
        agent.processor.action_endpoint = client
