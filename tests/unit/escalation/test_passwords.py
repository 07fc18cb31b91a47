"""Passwords: one-time ones can be read aloud, hashes tell right from wrong."""

from __future__ import annotations

import re

from escalation import passwords


def test_one_time_passwords_differ_and_hold_no_letter_taken_for_another() -> None:
    made = {passwords.make_one_time() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(rf"(?:[{passwords.ALPHABET}]{{4}}-){{2}}[{passwords.ALPHABET}]{{4}}", password)
    assert not set("ilo01") & set(passwords.ALPHABET)


async def test_the_right_password_and_no_other() -> None:
    kept = await passwords.hash_password("зелёный чайник")
    assert await passwords.is_right(kept, "зелёный чайник")
    assert not await passwords.is_right(kept, "зеленый чайник")
    assert not await passwords.is_right("not a hash", "зелёный чайник")


async def test_a_login_nobody_has_takes_a_real_comparison() -> None:
    assert passwords._NOBODY.count("$") == 5
    assert not await passwords.is_right(None, "зелёный чайник")
