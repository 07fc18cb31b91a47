"""The shipped articles and applications in a test's database, with vectors kept between runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from actions.applications.importing import import_csv
from knowledge_base.importing import import_articles
from knowledge_base.organisation import load_groups, load_organisation
from knowledge_base.vectors import missing_vectors, store_vectors
from nlu.encoder import Encoder
from otklik.settings import Settings
from tests.support.postgres import Database
from tests.support.processes import ROOT

CONTENT = ROOT / "knowledge_base"


async def fill(database: Database) -> None:
    """Import everything that is shipped. The first run encodes; later ones take the vectors it kept."""
    async with database.sessions() as session:
        await import_csv(session, ROOT / "actions" / "applications" / "sample.csv")
        organisation, groups = (
            load_organisation(CONTENT / "organisation.yml"),
            load_groups(CONTENT / "groups.yml"),
        )
        await import_articles(session, CONTENT / "articles", organisation, groups)
        await session.commit()
        encoder = Encoder.load(Settings().encoder_path, threads=2)
        missing = await missing_vectors(session, encoder.fingerprint)
        await store_vectors(session, encoder.fingerprint, _vectors(encoder, missing))
        await session.commit()


def _vectors(encoder: Encoder, texts: dict[str, str]) -> dict[str, np.ndarray]:
    kept = _kept_file(encoder.fingerprint)
    known: dict[str, np.ndarray] = {}
    if kept.is_file():
        with np.load(kept) as stored:
            known = {name: stored[name] for name in stored.files if name in texts}
    new = {name: text for name, text in texts.items() if name not in known}
    if new:
        known |= dict(zip(new, encoder.encode_passages(list(new.values())), strict=True))
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial.npz")
        np.savez(partial, **known)
        partial.replace(kept)
    return known


def _kept_file(fingerprint: str) -> Path:
    return Settings().data_dir.absolute() / "test-vectors" / f"{fingerprint}.npz"
