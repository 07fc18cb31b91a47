import pytest

from nlu.greeting import cut_greeting


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Здравствуйте! Где паспорт?", "Где паспорт?"),
        ("здравствуйте где паспорт", "где паспорт"),
        ("Добрый вечер, подскажите", "подскажите"),
        ("Доброго времени суток. Вопрос", "Вопрос"),
        ("Всем привет! вопрос", "вопрос"),
        ("Привет, бот, помоги", "помоги"),
        ("Здравствуйте, уважаемые сотрудники МФЦ! Вопрос", "Вопрос"),
        ("Привет! Добрый день! Вопрос", "Вопрос"),
        ("привет? где справка", "где справка"),
    ],
)
def test_it_is_cut_in_front_of_a_question(message: str, rest: str) -> None:
    assert cut_greeting(message) == rest


@pytest.mark.parametrize(
    "message",
    [
        "Здравствуйте",
        "добрый день!",
        "Привет, бот",
        "приветливый сотрудник",
        "День добрый был",
        "как дела",
        "",
        "!!!",
    ],
)
def test_a_greeting_alone_and_other_words_stay(message: str) -> None:
    assert cut_greeting(message) == message
