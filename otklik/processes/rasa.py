"""`python -m otklik.processes.rasa`: the dialogue engine over the newest model."""

from __future__ import annotations

import os
import sys

from otklik import settings, training
from otklik.problem import Problem
from otklik.processes.environment import child_environment


def build_command(options: settings.Settings) -> list[str]:
    """The command line of `rasa run`. Raises `Problem` when there is no model."""
    model = training.find_newest_model(options)
    if model is None:
        raise Problem("there is no Rasa model", "run `otklik train`")
    return [
        sys.executable,
        "-m",
        "rasa",
        "run",
        "--model",
        str(model),
        "--interface",
        "127.0.0.1",
        "--port",
        str(options.rasa_port),
        "--endpoints",
        str(settings.ROOT / "endpoints.yml"),
        "--credentials",
        str(settings.ROOT / "credentials.yml"),
    ]


def main() -> None:
    """Become the engine. Its environment is set here too, for those who start it alone."""
    options = settings.load()
    try:
        command = build_command(options)
    except Problem as problem:
        sys.exit(f"Error: {problem}")
    os.chdir(settings.ROOT)
    # Old packages that Rasa holds warn of their own future at every start.
    quiet = {"PYTHONWARNINGS": "ignore::DeprecationWarning"}
    os.execve(command[0], command, {**os.environ, **child_environment(options), **quiet})  # noqa: S606


if __name__ == "__main__":
    main()
