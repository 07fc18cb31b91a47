from pathlib import Path

from otklik.sockets import LONGEST, choose_directory

NAME = ".s.PGSQL.54329.lock"


def test_short_path_is_kept(tmp_path: Path) -> None:
    assert choose_directory(Path("/tmp/x"), NAME) == Path("/tmp/x")  # noqa: S108


def test_long_path_gets_a_short_stand_in_that_depends_on_the_path_alone() -> None:
    long = Path("/") / ("d" * 120)
    chosen = choose_directory(long, NAME)
    assert len(str(chosen / NAME)) <= LONGEST
    assert chosen == choose_directory(long, NAME)
    assert chosen != choose_directory(long / "other", NAME)


def test_length_is_counted_in_bytes() -> None:
    cyrillic = Path("/") / ("ж" * 60)
    assert choose_directory(cyrillic, NAME) != cyrillic
