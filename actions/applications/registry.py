"""The port to whatever keeps the state of applications.

RegistryError
 ├── RegistrySlow     no answer within the deadline
 └── RegistryDown     it cannot be reached
"""

from __future__ import annotations

from typing import Protocol

from actions.applications.application import Application

DEADLINE_S = 3.0


class RegistryError(Exception):
    """The registry did not answer."""


class RegistrySlow(RegistryError):
    """No answer within the deadline."""


class RegistryDown(RegistryError):
    """It cannot be reached."""


class Registry(Protocol):
    """Finds applications. An adapter answers within `DEADLINE_S` or raises `RegistryError`."""

    async def find(self, number: str) -> Application | None:
        """The application with this number, however it is typed; None when there is none."""
        ...
