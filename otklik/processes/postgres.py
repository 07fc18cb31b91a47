"""`python -m otklik.processes.postgres`: the embedded server in the foreground, for the supervisor."""

from __future__ import annotations

from otklik import embedded, settings

if __name__ == "__main__":
    embedded.server(settings.load()).run_here()
