"""Checks of the articles' content, with the encoder in the calling process."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from knowledge_base.calibration import load_calibration
from knowledge_base.check import Finding, Meaning, check
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.organisation import load_groups, load_organisation
from nlu.encoder import Encoder
from nlu.errors import EncoderError
from nlu.words import lemmas
from otklik.problem import Problem
from otklik.settings import ROOT

if TYPE_CHECKING:
    from otklik.settings import Settings

CONTENT = ROOT / "knowledge_base"


def check_content(settings: Settings) -> list[Finding]:
    """What an editor should look at, by file and line. Raises `Problem` when nothing can be checked."""
    try:
        meaning = Meaning(
            Encoder.load(settings.encoder_path, threads=2), load_calibration(CONTENT / "calibration.yml")
        )
        return check(
            CONTENT / "articles",
            load_organisation(CONTENT / "organisation.yml"),
            load_groups(CONTENT / "groups.yml"),
            lemmas,
            datetime.now(ZoneInfo(settings.time_zone)).date(),
            meaning,
        )
    except (KnowledgeBaseError, EncoderError) as error:
        raise Problem(str(error), "correct what it names and repeat") from error
