from pathlib import Path

from otklik.stamps import Stamps, hash_files


def test_hash_changes_with_content_name_and_extra(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("one")
    first = hash_files([tmp_path])
    assert hash_files([tmp_path]) == first
    assert hash_files([tmp_path], "encoder") != first
    (tmp_path / "a.yml").write_text("two")
    second = hash_files([tmp_path])
    (tmp_path / "a.yml").rename(tmp_path / "b.yml")
    assert len({first, second, hash_files([tmp_path])}) == 3


def test_hash_is_the_same_elsewhere_and_ignores_what_python_leaves(tmp_path: Path) -> None:
    for place in ("here/nlu", "there/nlu"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder / "text.py").write_text("x = 1")
    (tmp_path / "there/nlu/__pycache__").mkdir()
    (tmp_path / "there/nlu/__pycache__/text.pyc").write_bytes(b"1")
    assert hash_files([tmp_path / "here/nlu"]) == hash_files([tmp_path / "there/nlu"])


def test_absent_file_is_not_an_empty_one(tmp_path: Path) -> None:
    absent = hash_files([tmp_path / "x"])
    (tmp_path / "x").write_text("")
    assert hash_files([tmp_path / "x"]) != absent


def test_a_stamp_is_the_last_hash_left(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "stamps")
    assert stamps.read("model") == ""
    stamps.leave("model", "abc")
    assert stamps.read("model") == "abc"
    assert [path.name for path in stamps.folder.iterdir()] == ["model"]
