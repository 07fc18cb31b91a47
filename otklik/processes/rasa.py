"""`python -m otklik.processes.rasa`: the dialogue engine over the newest model."""

from __future__ import annotations

import atexit
import os
import runpy
import sys
import warnings

from otklik import settings, training
from otklik.problem import Problem
from otklik.processes.environment import child_environment


def build_arguments(options: settings.Settings) -> list[str]:
    """The command line of `rasa run`. Raises `Problem` when there is no model."""
    model = training.find_newest_model(options)
    if model is None:
        raise Problem("there is no Rasa model", "run `otklik train`")
    return [
        "rasa", "run",
        "--model", str(model),
        "--interface", "127.0.0.1",
        "--port", str(options.rasa_port),
        "--endpoints", str(settings.ROOT / "endpoints.yml"),
        "--credentials", str(settings.ROOT / "credentials.yml"),
    ]  # fmt: skip


def main() -> None:
    """Be the engine until told to stop. Its environment is set here too, for those who start it alone."""
    options = settings.load()
    try:
        sys.argv = build_arguments(options)
    except Problem as problem:
        sys.exit(f"Error: {problem}")
    os.chdir(settings.ROOT)
    os.environ.update(child_environment(options))
    # Old packages that Rasa holds warn of their own future at every start.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    code = 1
    try:
        runpy.run_module("rasa", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    # Python would now free its objects one by one, for some ten seconds. The kernel is quicker.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
