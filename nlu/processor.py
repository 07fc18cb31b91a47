"""What the processor of this machine can do."""

from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")


def has_vnni(cpuinfo: Path = CPUINFO) -> bool:
    """Tell whether the processor has the AVX512-VNNI instructions; False where that cannot be read."""
    try:
        return "avx512_vnni" in cpuinfo.read_text()
    except OSError:
        return False
