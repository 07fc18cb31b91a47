import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from evaluation.ports import free_port
from otklik import embedded
from otklik.embedded import Server
from otklik.problem import Problem
from otklik.settings import Settings


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("embedded")
    made = Server(folder / "postgres", free_port(), folder / "logs" / "postgres.log")
    made.start()
    yield made
    made.stop()


def test_socket_needs_no_password_and_letters_have_case(server: Server) -> None:
    with psycopg.connect(server.dsn()) as connection:
        assert connection.execute("SELECT lower('ПРИВЕТ'), current_setting('timezone')").fetchone() == (
            "привет",
            "UTC",
        )


def test_loopback_asks_for_the_password(server: Server) -> None:
    address = f"host=127.0.0.1 port={server.port} user=otklik dbname=otklik"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address, connect_timeout=5)
    password = (server.data.parent / "postgres_password").read_text().strip()
    with psycopg.connect(f"{address} password={password}", connect_timeout=5) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_data_directory_is_closed_to_others(server: Server) -> None:
    assert server.data.stat().st_mode & 0o077 == 0
    assert (server.data.parent / "postgres_password").stat().st_mode & 0o077 == 0


def test_start_finds_a_running_server(server: Server) -> None:
    before = server.pid()
    assert server.start() == server.url()
    assert server.pid() == before


def test_committed_rows_survive_a_kill(server: Server) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (x int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while server.pid() is not None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.start()
    with psycopg.connect(server.dsn()) as connection:
        assert connection.execute("SELECT x FROM kept").fetchone() == (7,)


def test_lock_file_that_names_another_live_process_is_no_obstacle(server: Server) -> None:
    server.stop()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        (server.data / "postmaster.pid").write_text(
            f"{stranger.pid}\n{server.data}\n1\n{server.port}\n\n\n\nready\n"
        )
        assert server.pid() is None
        assert not server.is_ready()
        server.start()
        assert server.pid() != stranger.pid
        assert stranger.poll() is None
        stranger.terminate()


def test_stop_twice_is_quiet(server: Server) -> None:
    server.stop()
    server.stop()
    assert server.pid() is None


def test_a_making_that_was_cut_short_is_repeated(tmp_path: Path) -> None:
    server = Server(tmp_path / "postgres", free_port(), tmp_path / "postgres.log", loopback=False)
    (tmp_path / "postgres" / "base").mkdir(parents=True)
    server.prepare()
    assert (tmp_path / "postgres" / "PG_VERSION").exists()


def test_a_server_that_cannot_start_is_a_problem(tmp_path: Path) -> None:
    server = Server(tmp_path / "postgres", free_port(), tmp_path / "postgres.log")
    with pytest.raises(Problem, match=r"did not start.*Remedy: read"):
        server.wait_until_ready(seconds=0.1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgresql://me:pw@db.example:5432/otklik", "postgresql+psycopg://me:pw@db.example:5432/otklik"),
        ("postgres://me@db/otklik", "postgresql+psycopg://me@db/otklik"),
        ("postgresql+asyncpg://me@db/otklik", "postgresql+psycopg://me@db/otklik"),
    ],
)
def test_database_url_is_turned_to_our_driver(given: str, expected: str) -> None:
    assert embedded.url(Settings(DATABASE_URL=SecretStr(given))) == expected


@pytest.mark.parametrize("given", ["mysql://me@db/otklik", "db.example", "/var/lib/otklik"])
def test_other_databases_are_refused(given: str) -> None:
    with pytest.raises(Problem, match="DATABASE_URL is not the address of a PostgreSQL"):
        embedded.url(Settings(DATABASE_URL=SecretStr(given)))


def test_running_stops_only_what_it_started(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, postgres_port=free_port())
    server = embedded.server(settings)
    with embedded.running(settings):
        assert server.is_ready()
        with embedded.running(settings) as address:
            assert address == server.url()
        assert server.is_ready()
    assert server.pid() is None
