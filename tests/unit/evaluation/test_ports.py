import socket
from pathlib import Path

import pytest

from evaluation import ports


def test_a_port_is_free_given_once_and_kept_from_outgoing_connections() -> None:
    start = ports._ephemeral_start()
    given = [ports.free_port() for _ in range(50)]
    assert len(set(given)) == 50
    assert all(ports.FIRST <= port < start for port in given)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", given[0]))


def test_a_port_in_use_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = ports.free_port(), ports.free_port()
    monkeypatch.setattr(ports, "_given", set())
    draws = iter([taken, free])
    monkeypatch.setattr(ports._choice, "randrange", lambda *_: next(draws))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", taken))
        listener.listen()
        assert ports.free_port() == free


@pytest.mark.parametrize("text", ["", "none", "1024 65535"])
def test_an_unusual_system_has_ports_too(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "EPHEMERAL", tmp_path / "range")
    (tmp_path / "range").write_text(text)
    assert ports.free_port() >= ports.FIRST


def test_that_there_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_can_listen", lambda _: False)
    with pytest.raises(OSError, match="no free port between 10000"):
        ports.free_port()
