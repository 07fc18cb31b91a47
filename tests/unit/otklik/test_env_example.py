"""`.env.example` explains what there is to set, and nothing else."""

import os
import re
from pathlib import Path

import pytest

from otklik.settings import ROOT, Settings


def test_every_setting_is_explained() -> None:
    explained = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    known = {
        str(field.validation_alias or f"OTKLIK_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    assert sorted(explained) == sorted(known)


def test_no_line_of_it_is_in_force() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


def test_the_tests_do_not_see_this_machines_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert os.environ["OTKLIK_ENV_FILE"] == os.devnull
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://real/one\nOTKLIK_VK_TOKEN=real\n")
    monkeypatch.chdir(tmp_path)
    assert Settings().database_url is None
    assert Settings().vk_token is None
