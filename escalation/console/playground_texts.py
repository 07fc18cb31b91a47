"""What the playground says: names of what the engine tells, and sentences about what it decided."""

from __future__ import annotations

from collections.abc import Iterable

from escalation.console.explanation import Explanation

MAX_QUESTION = 2000

EMPTY = "Вопрос пустой. Напишите его словами гражданина."
TOO_LONG = f"Вопрос длиннее {MAX_QUESTION} знаков. Сократите его."
AWAY = "Помощник сейчас не запущен или до него нет связи. Повторите через минуту или сообщите администратору."
LATE = "Помощник не успел ответить. Повторите через минуту."
FAILED = "Помощник не смог разобрать этот вопрос. Повторите; если не поможет, сообщите администратору."

INTENTS = {
    "question": "вопрос к статьям",
    "application_status": "состояние заявления",
    "appointment": "запись на приём",
    "complaint": "жалоба или предложение",
    "report_error": "сообщение об ошибке",
    "person": "просьба позвать сотрудника",
    "danger": "угроза жизни",
    "not_mine": "чужое заявление",
    "abuse": "грубость",
    "greet": "приветствие",
    "thanks": "благодарность",
    "goodbye": "прощание",
    "help": "что умеет помощник",
    "affirm": "да",
    "deny": "нет",
    "small_talk": "разговор ни о чём",
    "out_of_scope": "не наша тема",
    "answer": "статья, выбранная кнопкой",
    "group": "раздел, выбранный кнопкой",
    "topics": "список тем",
    "rate": "оценка",
    "nothing_fits": "ничего не подходит",
    "nothing_said": "пустое сообщение",
}

ACTIONS = {
    "action_answer_question": "ответит по статьям",
    "action_application_status": "узнает состояние заявления: спросит номер и код",
    "action_appointment": "расскажет, как записаться на приём",
    "action_complaint": "расскажет, как оставить жалобу или предложение",
    "action_report_error": "примет сообщение об ошибке",
    "action_hand_over": "передаст разговор сотруднику",
    "action_greet": "поздоровается",
    "action_thanks": "ответит на благодарность",
    "action_goodbye": "попрощается",
    "action_help": "расскажет, что умеет",
    "action_affirm": "примет согласие",
    "action_deny": "примет отказ",
    "action_nothing_fits": "предложит другие пути",
    "action_topics": "покажет список тем",
    "action_group": "покажет статьи раздела",
    "action_rate": "примет оценку",
    "utter_danger": "подскажет экстренные службы и предложит позвать сотрудника",
    "utter_not_mine": "передаст разговор сотруднику: заявление чужое",
    "utter_abuse": "ответит на грубость",
    "utter_small_talk": "поддержит разговор",
    "utter_out_of_scope": "скажет, что это не его тема",
    "utter_nothing_said": "попросит написать вопрос",
    "action_listen": "промолчит",
}

RULES = {
    "cut_pasted": "длинный текст сокращён",
    "cut_clean": "длинный текст сокращён",
    "strip_markup": "убрана разметка",
    "unescape_entities": "прочитаны коды знаков",
    "compose_letters": "буквы собраны из частей",
    "translate_lone_signs": "знак прочитан как слово",
    "drop_pictures": "убраны картинки",
    "drop_invisible": "убраны невидимые знаки и переносы",
    "unify_signs": "тире и кавычки приведены к одному виду",
    "drop_smiles": "убраны смайлики",
    "mend_lookalikes": "латинские буквы заменены русскими",
    "mend_layout": "исправлена раскладка",
    "write_in_cyrillic": "русские слова латиницей записаны кириллицей",
    "lower_shouting": "заглавные буквы стали строчными",
    "shorten_stretched": "убраны растянутые буквы",
    "write_ye": "ё заменена на е",
    "spell_out": "раскрыты сокращения и слова из чатов",
    "mend_misspelt": "исправлены опечатки",
    "shorten_punctuation": "убраны лишние знаки",
    "collapse_spaces": "убраны лишние пробелы",
    "cut_greeting": "убрано приветствие",
}

PASSAGES = {
    "title": "заголовок",
    "question": "пример вопроса",
    "answer": "краткий ответ",
    "section": "раздел",
}

BARS = {
    "question": "Похоже на заголовок и примеры вопросов",
    "section": "Похоже на краткий ответ и разделы",
    "words": "Общие слова",
    "letters": "Похоже по буквам",
    "contrast": "Похоже на эту статью, а не на соседние",
}

REASONS = {
    "case_number": "В сообщении есть номер заявления, поэтому речь о его состоянии.",
    "continues": "Сообщение продолжает прошлый вопрос.",
    "hardly_in_scope": (
        "Похоже, что тема не наша: вероятность этого не ниже {outside}, а поиск уверен меньше чем "
        "на {strong}."
    ),
    "found_beside_courtesy": "Кроме вежливых слов есть вопрос: поиск уверен не меньше чем на {strong}.",
    "found_while_unsure": (
        "Намерение распознано неуверенно, меньше {sure}, а поиск уверен не меньше чем на {found}."
    ),
    "found_in_scope": (
        "Поиск уверен не меньше чем на {found}; если намерение распознано на {sure} и выше, нужно {strong}."
    ),
}

OUTCOMES = {
    "answered": "Ответит сразу",
    "choices": "Предложит выбрать",
    "no_answer": "Скажет, что не знает ответа",
    "several": "Ответит на несколько вопросов",
    "unavailable": "Поиск по статьям не работает",
    "action": "Ответит не статьёй",
}


def percent(value: float) -> str:
    """A probability between 0 and 1: «93 %», «49,6 %», a no-break space inside."""
    number = f"{value * 100:.1f}".removesuffix(".0").replace(".", ",")
    return f"{number}\u00a0%"


def times(value: float) -> str:
    """How many times something is as large as something else: «3,3»."""
    return f"{value:.1f}".replace(".", ",")


def rule_words(rules: Iterable[str]) -> str:
    """What the rules of the normal form did, each once; a rule without a name here is passed over."""
    return ", ".join(dict.fromkeys(RULES[rule] for rule in rules if rule in RULES))


def why_outcome(seen: Explanation) -> str:
    """A sentence on what decided, with the thresholds."""
    limits = {name: percent(value) for name, value in seen.thresholds.items()}
    first = percent(seen.articles[0].score) if seen.articles else ""
    if seen.outcome == "action":
        return f"Помощник {ACTIONS.get(seen.action, seen.action)}."
    if seen.outcome == "several":
        return f"На вопросы он ответит по отдельности; каждая статья набрала не меньше {limits['answer']}."
    if seen.outcome == "unavailable" or not limits:
        return "Статьи ещё не загружены или база данных не отвечает. Сообщите администратору."
    if not seen.articles:
        return "В вопросе нет слов, по которым можно искать."
    if seen.outcome == "answered":
        return f"У первой статьи {first}. Чтобы ответить сразу, нужно не меньше {limits['answer']}."
    if seen.outcome == "choices" and "lead" in limits and seen.articles[0].score >= seen.thresholds["answer"]:
        return (
            f"У первой статьи {first}, но есть другая, вероятная не меньше или почти так же. Чтобы "
            f"ответить сразу, её шансы должны быть в {times(seen.thresholds['lead'])} раза больше, чем у "
            "любой другой. Шансы – это вероятность, что статья отвечает на вопрос, делённая на вероятность, "
            "что нет."
        )
    if seen.outcome == "choices":
        return (
            f"У первой статьи {first}, а чтобы ответить сразу, нужно {limits['answer']}. Предложенные статьи "
            f"вместе набрали {percent(seen.together)}, для выбора нужно {limits['choices']}."
        )
    return (
        f"У первой статьи {first}. Чтобы ответить сразу, нужно {limits['answer']}; чтобы предложить выбор, "
        f"две или три статьи вместе должны набрать {limits['choices']}."
    )


def why_intent(seen: Explanation) -> str:
    """Why the intent is not the one that was recognised first; empty when it is."""
    words = REASONS.get(seen.reason or "")
    return words.format_map({name: percent(value) for name, value in seen.limits.items()}) if words else ""
