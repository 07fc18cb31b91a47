import os
import subprocess
import sys
from pathlib import Path

import pytest

from otklik.problem import Problem
from otklik.processes.rasa import build_arguments
from otklik.settings import Settings


def test_newest_model_on_loopback(tmp_path: Path) -> None:
    model = tmp_path / "model" / "abc.tar.gz"
    model.parent.mkdir()
    model.touch()
    arguments = build_arguments(Settings(data_dir=tmp_path, rasa_port=6006))
    pairs = dict(zip(arguments[2::2], arguments[3::2], strict=True))
    assert pairs["--model"] == str(model)
    assert pairs["--interface"] == "127.0.0.1"
    assert pairs["--port"] == "6006"
    assert Path(pairs["--endpoints"]).is_file()
    assert Path(pairs["--credentials"]).is_file()


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no Rasa model"):
        build_arguments(Settings(data_dir=tmp_path))
    result = subprocess.run(
        [sys.executable, "-m", "otklik.processes.rasa"], capture_output=True, text=True, check=False,
        env={**os.environ, "OTKLIK_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr == "Error: there is no Rasa model. Remedy: run `otklik train`\n"
