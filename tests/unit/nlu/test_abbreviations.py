from nlu.abbreviations import MEANINGS


def test_variants_are_written_as_they_are_looked_up() -> None:
    assert all(variant == variant.lower() and "ё" not in variant for variant in MEANINGS)
    assert not any(variant.endswith(".") for variant in MEANINGS)


def test_no_variant_means_itself_and_no_meaning_is_a_variant() -> None:
    assert not any(variant == meaning for variant, meaning in MEANINGS.items())
    assert not any(meaning in MEANINGS for meaning in MEANINGS.values())
