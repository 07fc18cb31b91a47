"""`python -m otklik.preparation`: encoder and model, which need no database. The tests start from these."""

from __future__ import annotations

import sys

from rich.console import Console

from otklik import settings
from otklik.preparation.steps import WITHOUT_DATABASE, run_steps
from otklik.problem import Problem


def main() -> int:
    """Entry point."""
    try:
        run_steps(WITHOUT_DATABASE, settings.load(), Console())
    except Problem as problem:
        Console(stderr=True).print(f"Error: {problem}", markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        Console(stderr=True).print("Stopped. The next start goes on from here.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
