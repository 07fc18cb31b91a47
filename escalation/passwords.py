"""Passwords of operators: hashed with Argon2, one-time ones readable aloud."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 200
# No letter or digit that can be taken for another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher()
# Compared against when there is no such login, so that the answer takes as long.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def make_one_time() -> str:
    """A password of 59 bits in three groups, to be read aloud once and changed at the first sign-in."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


async def hash_password(password: str) -> str:
    """The hash to keep. Runs in a thread: it takes some 50 ms and 64 MiB on purpose."""
    return await asyncio.to_thread(_hasher.hash, password)


async def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. None, for a login nobody has, takes as long."""
    return await asyncio.to_thread(_verify, password_hash or _NOBODY, password)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
