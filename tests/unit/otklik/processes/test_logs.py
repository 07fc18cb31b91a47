from pathlib import Path

from otklik.processes.logs import Follower


def test_only_what_is_new_in_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("old\n")
    follower = Follower({"a": path})
    assert list(follower.read()) == []
    with path.open("a") as file:
        file.write("первая\nвтор")
    assert list(follower.read()) == [("a", "первая")]
    with path.open("a") as file:
        file.write("ая\r\n")
    assert list(follower.read()) == [("a", "вторая")]


def test_letter_cut_in_two_is_put_together(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    follower = Follower({"a": path})
    letters = "ё\n".encode()
    path.write_bytes(letters[:1])
    assert list(follower.read()) == []
    with path.open("ab") as file:
        file.write(letters[1:])
    assert list(follower.read()) == [("a", "ё")]


def test_rotated_and_shortened_files_are_read_from_their_start(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("old line\n")
    follower = Follower({"a": path})
    path.rename(tmp_path / "a.log.1")
    path.write_text("a new and longer line\n")
    assert list(follower.read()) == [("a", "a new and longer line")]
    path.write_text("short\n")
    assert list(follower.read()) == [("a", "short")]
