"""The registry adapter for our own table, filled from the office's export."""

from __future__ import annotations

import asyncio
from datetime import UTC

from sqlalchemy.exc import DBAPIError, OperationalError

from actions.applications.application import Application
from actions.applications.numbers import key
from actions.applications.registry import DEADLINE_S, RegistryDown, RegistrySlow
from actions.applications.state import State
from actions.applications.tables import ApplicationRow
from actions.database import Database

QUERY_CANCELED = "57014"


class PostgresRegistry:
    """Finds applications in the table `applications`."""

    def __init__(self, database: Database, deadline_s: float = DEADLINE_S) -> None:
        self._database = database
        self._deadline_s = deadline_s

    async def find(self, number: str) -> Application | None:
        """The application with this number; None when there is none or the number is none.

        Raises `RegistrySlow` after the deadline, `RegistryDown` when the database cannot be reached.
        """
        wanted = key(number)
        if wanted is None:
            return None
        try:
            async with asyncio.timeout(self._deadline_s), self._database.session() as session:
                row = await session.get(ApplicationRow, wanted)
        except TimeoutError as error:
            raise RegistrySlow("the table of applications did not answer in time") from error
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == QUERY_CANCELED:
                raise RegistrySlow("the table of applications did not answer in time") from error
            raise RegistryDown("the table of applications cannot be reached") from error
        except DBAPIError as error:
            raise RegistryDown("the table of applications cannot be read") from error
        return None if row is None else _application(row)


def _application(row: ApplicationRow) -> Application:
    return Application(
        id=str(row.id),
        number=row.number_shown,
        service=row.service,
        state=State(row.state),
        state_at=row.state_at.astimezone(UTC),
        state_text=row.state_text,
        expected_on=row.expected_on,
        reason=row.reason,
        action_required=row.action_required,
        office=row.office,
        access_code=row.access_code,
    )
