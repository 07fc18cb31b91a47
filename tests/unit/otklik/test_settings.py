import pytest

from otklik import settings
from otklik.problem import Problem


@pytest.fixture(autouse=True)
def unread() -> None:
    settings.load.cache_clear()


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("OTKLIK_GATEWAY_PORT", "web", "OTKLIK_GATEWAY_PORT: Input should be a valid integer"),
        ("OTKLIK_VK_MODE", "x", "OTKLIK_VK_MODE: OTKLIK_VK_MODE is 'longpoll' or 'callback'"),
    ],
)
def test_a_wrong_value_is_one_line(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(Problem) as caught:
        settings.load()
    assert str(caught.value).startswith(expected)
    assert "\n" not in str(caught.value)


def test_the_value_itself_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_WORKER_TURNS", "a-secret-in-the-wrong-place")
    with pytest.raises(Problem) as caught:
        settings.load()
    assert "a-secret" not in str(caught.value)
