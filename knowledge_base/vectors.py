"""Vectors of passages as rows: which are missing, computed in batches that survive an interruption."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.store import notify
from knowledge_base.tables import ArticleRow, PassageRow, VectorRow

BATCH = 32
FLOAT32 = np.dtype("<f4")


class PassageEncoder(Protocol):
    """What is asked of an encoder here; `nlu.encoder.Encoder` is one."""

    @property
    def fingerprint(self) -> str:
        """Changes with weights and backend."""
        ...

    def encode_passages(self, texts: Sequence[str], batch_size: int = ...) -> NDArray[np.float32]:
        """Unit vectors, float32 [len(texts), dimension]."""
        ...


async def missing_vectors(session: AsyncSession, fingerprint: str) -> dict[str, str]:
    """Text by text hash of the current passages that this encoder has not encoded yet."""
    known = select(VectorRow.text_hash).where(VectorRow.fingerprint == fingerprint)
    query = (
        select(PassageRow.text_hash, PassageRow.text)
        .join(ArticleRow, ArticleRow.current_version_id == PassageRow.version_id)
        .where(ArticleRow.withdrawn_at.is_(None), PassageRow.text_hash.not_in(known))
        .order_by(PassageRow.id)
    )
    return {text_hash: text for text_hash, text in await session.execute(query)}


async def store_vectors(
    session: AsyncSession, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]
) -> None:
    """Keep vectors by text hash; one that is there already stays. Tells the indexes. The caller commits."""
    rows = [
        {"fingerprint": fingerprint, "text_hash": text_hash, "vector": vector.astype(FLOAT32).tobytes()}
        for text_hash, vector in vectors.items()
    ]
    if rows:
        await session.execute(insert(VectorRow).on_conflict_do_nothing(), rows)
    await notify(session)


async def embed_missing(
    session: AsyncSession,
    encoder: PassageEncoder,
    progress: Callable[[int, int], None] | None = None,
    batch_size: int = BATCH,
) -> int:
    """Encode what is missing and commit after every batch, so that an interrupted run goes on.

    `progress` is told (done, total). Returns the number of vectors computed. Encoding runs in a
    thread: the event loop stays free.
    """
    missing = list((await missing_vectors(session, encoder.fingerprint)).items())
    await session.commit()  # no transaction is held open while the encoder works
    for start in range(0, len(missing), batch_size):
        batch = missing[start : start + batch_size]
        vectors = await asyncio.to_thread(encoder.encode_passages, [text for _, text in batch], batch_size)
        by_hash = {text_hash: vector for (text_hash, _), vector in zip(batch, vectors, strict=True)}
        await store_vectors(session, encoder.fingerprint, by_hash)
        await session.commit()
        if progress:
            progress(start + len(batch), len(missing))
    return len(missing)
