import os
import subprocess
import sys
from pathlib import Path

from otklik.settings import ROOT


def test_module_runs_as_if_by_its_name_with_its_arguments(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text("import sys; print(__name__, sys.argv[1:]); sys.exit(3)")
    result = subprocess.run(
        [sys.executable, "-m", "otklik.processes.launch", "said", "--port", "7"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )  # fmt: skip
    assert result.stdout == "__main__ ['--port', '7']\n"
    assert result.returncode == 3
