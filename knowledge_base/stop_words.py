"""Words that say nothing about the subject of a question, as lemmas (ё written as е)."""

# Function words; greetings and politeness; the verbs and pronouns that every question has.
_WORDS = """
    а бы в во вот да для до же за и из или к как ко ли либо на над не нет ни но о об от по под при про с
    со так то тоже у уже чтобы что это еще если только там тут через без
    я мы вы ты он она оно они мой наш ваш твой свой себя этот тот такой весь сам который
    кто где когда куда какой сколько почему зачем откуда чей
    быть мочь можно нужно надо должный хотеть стать
    здравствовать здравствуйте здрасте привет приветствовать добрый день вечер утро сутки
    пожалуйста спасибо благодарить подсказать сказать объяснить помочь просьба извинить уважаемый
"""
STOP_LEMMAS = frozenset(_WORDS.split())


def keep_telling(lemmas: list[str]) -> list[str]:
    """The lemmas that tell what a text is about."""
    folded = (lemma.lower().replace("ё", "е") for lemma in lemmas)
    return [lemma for lemma in folded if lemma not in STOP_LEMMAS and any(map(str.isalnum, lemma))]
