from pathlib import Path

from nlu.processor import has_vnni


def test_the_flag_is_read(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("flags : fpu avx2 avx512f avx512_vnni\n")
    assert has_vnni(cpuinfo)
    cpuinfo.write_text("flags : fpu avx2\n")
    assert not has_vnni(cpuinfo)


def test_a_system_without_the_file_has_none(tmp_path: Path) -> None:
    assert not has_vnni(tmp_path / "nothing")
