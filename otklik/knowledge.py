"""The articles in the database: imported from their files, and their passages encoded.

`python -m otklik.knowledge` encodes what is missing, in a process of its own: the encoder's memory is
given back when it ends.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.importing import ImportReport, import_articles
from knowledge_base.organisation import load_groups, load_organisation
from knowledge_base.vectors import embed_missing, missing_vectors
from nlu.encoder import Encoder
from nlu.errors import EncoderError
from otklik import embedded, settings
from otklik.database import make_engine, make_sessions
from otklik.parent import launch_command
from otklik.preparation.encoder import identify_encoder
from otklik.problem import Problem
from otklik.processes.environment import child_environment
from otklik.settings import ROOT, Settings
from otklik.stamps import Stamps
from otklik.subprocesses import run_step

CONTENT = ROOT / "knowledge_base"


def refresh(options: Settings, tell: Callable[[str], None] | None = None) -> ImportReport:
    """Bring articles' files and their vectors into the database. Quick when nothing changed.

    Raises `Problem` when there is no article, or the encoder cannot be loaded. A broken file is in the
    report, the others are imported.
    """
    fingerprint = recall_fingerprint(options)
    try:
        report, complete = asyncio.run(_import(embedded.url(options), fingerprint))
    except KnowledgeBaseError as error:
        raise Problem(str(error), "correct the files under knowledge_base/ and repeat") from error
    if not complete:
        run_step(
            "encoding the articles",
            launch_command("otklik.knowledge"),
            "do what it says and repeat; what is encoded is kept",
            folder=ROOT,
            log=options.data_dir.absolute() / "logs" / "knowledge.log",
            environment=child_environment(options),
            tell=tell,
        )
    return report


async def _import(address: str, fingerprint: str | None) -> tuple[ImportReport, bool]:
    """The import's report, and whether every passage is known to have its vector."""
    engine = make_engine(address, pool_size=1)
    try:
        async with make_sessions(engine)() as session:
            report = await import_articles(
                session,
                CONTENT / "articles",
                load_organisation(CONTENT / "organisation.yml"),
                load_groups(CONTENT / "groups.yml"),
            )
            await session.commit()
            complete = fingerprint is not None and not await missing_vectors(session, fingerprint)
            return report, complete
    finally:
        await engine.dispose()


def encode(options: Settings, tell: Callable[[str], None]) -> int:
    """Encode the passages that have no vector of the present encoder; how many there were."""
    encoder = Encoder.load(options.encoder_path, threads=2)
    engine_address = embedded.url(options)

    async def run() -> int:
        engine = make_engine(engine_address, pool_size=1)
        try:
            sessions: async_sessionmaker[AsyncSession] = make_sessions(engine)
            async with sessions() as session:
                return await embed_missing(
                    session, encoder, lambda done, total: tell(f"{done} of {total} passages")
                )
        finally:
            await engine.dispose()

    count = asyncio.run(run())
    _stamps(options).leave("encoder_fingerprint", f"{identify_encoder(options)} {encoder.fingerprint}")
    return count


def recall_fingerprint(options: Settings) -> str | None:
    """The encoder's fingerprint as last seen, if it is the same encoder; computing it means loading it."""
    identity, _, fingerprint = _stamps(options).read("encoder_fingerprint").partition(" ")
    return fingerprint if identity == identify_encoder(options) else None


def _stamps(options: Settings) -> Stamps:
    return Stamps(options.data_dir.absolute() / "stamps")


def main() -> int:
    """Entry point of the short-lived process."""
    try:
        encode(settings.load(), lambda line: print(line, flush=True))  # noqa: T201 - read by the parent
    except (EncoderError, Problem) as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
