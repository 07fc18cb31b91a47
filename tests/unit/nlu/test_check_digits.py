from hypothesis import given
from hypothesis import strategies as st

from nlu.check_digits import digits_of, inn_check, is_card, is_inn, is_snils, snils_check


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def change_digit(number: str, place: int, step: int) -> str:
    return number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]


def test_published_examples() -> None:
    assert is_snils("11223344595")
    assert is_inn("7707083893")
    assert is_inn("500100732259")
    assert is_card("4111111111111111")


@given(st.integers(1_001_999, 999_999_999))
def test_a_snils_is_its_number_and_its_check(number: int) -> None:
    right = f"{number:09d}"
    assert is_snils(right + snils_check(right))


@given(st.integers(1_001_999, 999_999_999), st.integers(9, 10), st.integers(1, 9))
def test_a_wrong_check_is_no_snils(number: int, place: int, step: int) -> None:
    right = f"{number:09d}"
    assert not is_snils(change_digit(right + snils_check(right), place, step))


@given(st.integers(1, 1_001_998), digits(2))
def test_the_oldest_snils_have_no_check(number: int, check: str) -> None:
    assert is_snils(f"{number:09d}{check}")


@given(digits(9).filter(lambda number: number != "0" * 9))
def test_an_organisations_inn(number: str) -> None:
    right = number + inn_check(number)
    assert is_inn(right)
    assert not is_inn(change_digit(right, 9, 1))


@given(digits(10).filter(lambda number: number != "0" * 10), st.integers(10, 11))
def test_a_persons_inn(number: str, place: int) -> None:
    right = number + inn_check(number)
    assert is_inn(right)
    assert not is_inn(change_digit(right, place, 1))


@given(st.text(max_size=20))
def test_other_text_is_none_of_them(text: str) -> None:
    assert is_snils(text) in (True, False)
    assert is_inn(text) in (True, False)
    assert is_card(text) in (True, False)
    assert digits_of(text).isdecimal() or digits_of(text) == ""


@given(st.sampled_from(["١١٢٢٣٣٤٤٥٩٥", "¹²³⁴⁵⁶⁷⁸⁹⁰¹", "0" * 11, "0" * 10, "0" * 12, "1122334459"]))
def test_digits_of_other_scripts_and_zeros_are_refused(text: str) -> None:
    assert not is_snils(text)
    assert not is_inn(text)
