"""What citizens read from the desk. The one place of its wording."""

from __future__ import annotations

HANDED_OVER = (
    "Передаю разговор сотруднику. {place} Ответ придёт в этот же чат, ждать у экрана не нужно. "
    "Если хотите что-то добавить, напишите: сотрудник это увидит."
)
PLACE_FIRST = "Вы следующий в очереди."
PLACE = "Перед вами в очереди: {ahead}."
CLAIMED = "К разговору подключился сотрудник."
RETURNED = "Сотрудник отключился. Ваше место в очереди сохранено: вопрос возьмёт другой сотрудник."
CLOSED = "Сотрудник завершил разговор. Если появится новый вопрос, напишите сюда: ответит помощник."
RATE = "Оцените, пожалуйста, помощь: 1 – плохо, 5 – отлично."
APOLOGY = (
    "Простите, сейчас у меня не получилось ответить. Я передал ваш вопрос сотруднику, чтобы он не потерялся."
)
DELAY = "Ответ займёт чуть больше времени, чем обычно. Писать ещё раз не нужно: ваше сообщение принято."


def place_in_queue(ahead: int) -> str:
    """The sentence that tells how many are served before this citizen."""
    return PLACE_FIRST if ahead == 0 else PLACE.format(ahead=ahead)
