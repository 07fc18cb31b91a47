import os
import socket

import pytest

from evaluation.ports import free_port
from otklik.problem import Problem
from otklik.processes.ports import check_ports, is_free
from otklik.processes.program import Program


def test_free_port() -> None:
    port = free_port()
    assert is_free("127.0.0.1", port)
    check_ports([Program("gateway", "x", 1, 1, port=port), Program("worker", "x", 1, 1)])


def test_taken_port_names_its_owner_and_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free("127.0.0.1", port)
        with pytest.raises(Problem, match=f"port {port} of gateway is in use.*OTKLIK_GATEWAY_PORT") as caught:
            check_ports([Program("gateway", "x", 1, 1, port=port)])
        assert f"process {os.getpid()}" in str(caught.value)
