"""Checks of what is kept: database, articles, encoder, model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import psycopg

from connectors.vk import gap
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.organisation import load_organisation
from otklik import database, embedded, training
from otklik.doctor.finding import Finding, good, note, wrong
from otklik.knowledge import CONTENT, recall_fingerprint
from otklik.preparation.encoder import is_encoder_ready
from otklik.problem import Problem

if TYPE_CHECKING:
    from otklik.settings import Settings

MOMENT = "%Y-%m-%d %H:%M"

VECTORS = """
    SELECT count(DISTINCT p.text_hash), count(DISTINCT p.text_hash) FILTER (WHERE v.text_hash IS NULL)
    FROM passages p JOIN articles a ON a.current_version_id = p.version_id
    LEFT JOIN vectors v ON v.text_hash = p.text_hash AND v.fingerprint = %s
    WHERE a.withdrawn_at IS NULL
"""


def check_database(settings: Settings) -> Iterator[Finding]:
    """Reachable, and of the schema that this code knows; then what is in it."""
    if settings.database_url is None and embedded.server(settings).pid() is None:
        yield note("database", "the embedded PostgreSQL is not running", "start it with `otklik up`")
        return
    try:
        address = embedded.url(settings)
        present, head = database.revisions(address)
    except Problem as problem:
        yield wrong("database", problem.what, problem.remedy)
        return
    if present != head:
        yield wrong(
            "database", f"schema {present or 'absent'}, the code knows {head}", "run `otklik db upgrade`"
        )
        return
    kind = "embedded" if settings.database_url is None else "DATABASE_URL"
    yield good("database", f"reachable ({kind}), schema {head}")
    dsn = database.plain_dsn(address)
    yield from _check_vectors(settings, dsn)
    yield from _check_gaps(settings, dsn)


def _check_vectors(settings: Settings, dsn: str) -> Iterator[Finding]:
    fingerprint = recall_fingerprint(settings)
    if fingerprint is None:
        yield note("articles", "not yet encoded by the present encoder", "run `otklik kb import`")
        return
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        row = connection.execute(VECTORS, (fingerprint,)).fetchone()
    passages, missing = row or (0, 0)
    if not passages:
        yield wrong("articles", "there are none in the database", "run `otklik kb import`")
    elif missing:
        yield wrong("articles", f"{missing} of {passages} passages are not encoded", "run `otklik kb import`")
    else:
        yield good("articles", f"{passages} passages, all encoded by {fingerprint}")


def _check_gaps(settings: Settings, dsn: str) -> Iterator[Finding]:
    """Times from which VK may have kept messages to itself: nobody else will ever name their citizens."""
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        row = connection.execute("SELECT cursor FROM leases WHERE name = %s", (gap.LEASE,)).fetchone()
    zone = ZoneInfo(settings.time_zone)
    for found in gap.recent_gaps(row[0] if row else {}):
        since = f"between {found.since.astimezone(zone):{MOMENT}}" if found.since else "before"
        joint = " and" if found.since else ""
        yield note(
            "VK",
            f"messages may have been missed {since}{joint} {found.until.astimezone(zone):{MOMENT}}",
            "look through the community's unanswered messages of that time",
        )


def check_encoder(settings: Settings) -> Iterator[Finding]:
    """The default encoder is built."""
    if not is_encoder_ready(settings):
        yield wrong("encoder", f"there is none at {settings.encoder_path}", "run `make prepare`")
    else:
        yield good("encoder", settings.encoder_path)


def check_model(settings: Settings) -> Iterator[Finding]:
    """The Rasa model is there and made from the present sources."""
    model = training.find_newest_model(settings)
    if model is None:
        yield wrong("model", "no Rasa model was trained", "run `otklik train`")
    elif not training.is_trained(settings):
        yield note("model", f"{model.name} is older than its sources", "run `otklik train` and restart rasa")
    else:
        yield good("model", model.name)


def check_organisation(_: Settings) -> Iterator[Finding]:
    """Facts of the demo organisation that a real one has to replace."""
    path = CONTENT / "organisation.yml"
    try:
        demo = load_organisation(path).demo
    except KnowledgeBaseError as error:
        yield wrong("organisation", str(error), "correct the file")
        return
    if demo:
        names = ", ".join(name.removeprefix("organisation.") for name in demo)
        yield note("organisation", f"values of the demo organisation: {names}", f"write your own into {path}")
    else:
        yield good("organisation", "no demo value is left")
