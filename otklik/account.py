"""The system account that the embedded PostgreSQL runs as when it is started by root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import TypedDict

from otklik.problem import Problem

NAME = "otklik-postgres"

# None: the caller's own account will do.
Account = pwd.struct_passwd | None


class RunAs(TypedDict, total=False):
    """Arguments of `subprocess` for an account."""

    cwd: str
    user: int
    group: int
    extra_groups: list[int]


def find_account() -> Account:
    """The account to run as, made if need be; None unless the caller is root.

    Raises `Problem` when it is absent and cannot be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        reason = _make()
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise Problem(
            f"PostgreSQL may not run as root and the account {NAME} could not be made: {reason}",
            "start as another user, or name a server in DATABASE_URL",
        ) from None


def _make() -> str:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return "there is no useradd"
    result = subprocess.run(
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return " ".join(result.stderr.split())


def run_as(account: Account) -> RunAs:
    """Arguments of `subprocess` for the account. Its working directory must be one it may enter."""
    if account is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def adopt(account: pwd.struct_passwd) -> None:
    """Turn the calling process, which is root's, into the account's. There is no way back."""
    os.initgroups(account.pw_name, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def open_way(path: Path) -> None:
    """Let other accounts pass (not list) the folders that lead to `path`. Root alone can call it."""
    for folder in path.absolute().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
