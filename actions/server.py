"""The action server: `python -m actions.server --port 5055`.

A small one of our own around rasa-sdk's executor, because the stock one writes the body of a request
that failed, with the citizen's words, into its answer and its log.
"""

from __future__ import annotations

import argparse
import logging
import os
from traceback import format_tb
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.answer_question import ActionAnswerQuestion
from actions.application_status import ActionApplicationStatus
from actions.applications.attempts import PostgresAttempts
from actions.applications.glossary import Glossary
from actions.applications.postgres import PostgresRegistry
from actions.base import SpeakingAction
from actions.catalogue import ActionGroup, ActionHelp, ActionTopics
from actions.courtesy import ActionGoodbye, ActionGreet, ActionThanks
from actions.database import Database, url_from_environment
from actions.elsewhere import ActionAppointment, ActionComplaint, ActionReportError
from actions.hand_over import ActionAffirm, ActionDeny, ActionHandOver, ActionNothingFits
from actions.knowledge import PostgresLibrary
from actions.rate import ActionRate
from actions.resources import Resources, today_in
from actions.status_form import ActionAskAccessCode, ActionAskApplicationNumber, ValidateStatusForm
from actions.wording import Wording

logger = logging.getLogger(__name__)
ZONE_VARIABLE = "OTKLIK_TIME_ZONE"
ACTIONS: tuple[type[SpeakingAction], ...] = (
    ActionAnswerQuestion,
    ActionApplicationStatus,
    ValidateStatusForm,
    ActionAskApplicationNumber,
    ActionAskAccessCode,
    ActionHandOver,
    ActionAffirm,
    ActionDeny,
    ActionNothingFits,
    ActionGreet,
    ActionThanks,
    ActionGoodbye,
    ActionHelp,
    ActionTopics,
    ActionGroup,
    ActionAppointment,
    ActionComplaint,
    ActionReportError,
    ActionRate,
)


def build_executor(resources: Resources) -> ActionExecutor:
    """All actions with their dependencies."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(resources))
    return executor


def build_app(database: Database, resources: Resources) -> Sanic:
    """The server: `POST /webhook` as Rasa calls it, `GET /health`."""
    app = Sanic("otklik_actions", configure_logging=False)
    executor = build_executor(resources)

    @app.get("/health")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok", "actions": len(executor.actions)})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        return await _run(executor, request.json)

    @app.after_server_stop
    async def close(_app: Sanic, _loop: Any) -> None:
        await database.close()

    return app


async def _run(executor: ActionExecutor, call: Any) -> HTTPResponse:
    if not isinstance(call, dict) or "next_action" not in call or "tracker" not in call:
        return json({"error": "an action call is an object with next_action and tracker"}, status=422)
    name = str(call["next_action"])
    try:
        return json(await executor.run(call))
    except ActionExecutionRejection as error:
        return json({"error": error.message, "action_name": error.action_name}, status=400)
    except ActionNotFoundException:
        return json({"error": f"no action {name}", "action_name": name}, status=404)
    except Exception as error:
        # Where, not what: an error's text may quote the citizen.
        where = "".join(format_tb(error.__traceback__))
        logger.error("action %s failed: %s\n%s", name, type(error).__name__, where)  # noqa: TRY400
        return json({"error": f"{name}: {type(error).__name__}", "action_name": name}, status=500)


def main() -> None:
    """Entry of the process; the database is named by OTKLIK_DATABASE_URL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5055)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    database = Database(url_from_environment())
    resources = Resources(
        wording=Wording.load(),
        library=PostgresLibrary(database),
        registry=PostgresRegistry(database),
        attempts=PostgresAttempts(database),
        glossary=Glossary.load(),
        today=today_in(os.environ.get(ZONE_VARIABLE, "Europe/Moscow")),
    )
    app = build_app(database, resources)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5.0
    app.run(host=arguments.host, port=arguments.port, access_log=False, workers=1)


if __name__ == "__main__":
    main()
