"""A citizen's session: a signed token that names a conversation. Nothing is stored for it."""

from __future__ import annotations

import uuid

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

LIFETIME = 30 * 24 * 3600
SALT = "otklik.web.session"
MAX_LENGTH = 512


class TokenInvalid(Exception):
    """Not signed by us, or not a session."""


class TokenExpired(TokenInvalid):
    """Signed by us, too long ago."""


class SessionTokens:
    """Issues and reads session tokens. `lifetime` is in seconds; a page renews its token when it loads."""

    def __init__(self, key: str, lifetime: int = LIFETIME) -> None:
        if not key:
            raise ValueError("the key that signs sessions is empty: set OTKLIK_SECRET_KEY")
        self._serializer = URLSafeTimedSerializer(key, salt=SALT)
        self._lifetime = lifetime

    def issue(self, conversation_id: uuid.UUID) -> str:
        """A token for this conversation."""
        return self._serializer.dumps(conversation_id.hex)

    def read(self, token: str) -> uuid.UUID:
        """The conversation the token names. Raises `TokenInvalid` or `TokenExpired`."""
        if len(token) > MAX_LENGTH:
            raise TokenInvalid("too long")
        try:
            value = self._serializer.loads(token, max_age=self._lifetime)
        except SignatureExpired as error:
            raise TokenExpired("expired") from error
        except BadSignature as error:
            raise TokenInvalid("not signed by us") from error
        try:
            return uuid.UUID(hex=value)
        except (ValueError, TypeError, AttributeError) as error:
            raise TokenInvalid("names no conversation") from error
