"""Check digits of Russian personal numbers. All functions take digits only and never fail on other input."""

_INN10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
SNILS_WITHOUT_CHECK = 1001998  # numbers up to this one were given before check digits were


def digits_of(text: str) -> str:
    """Return the decimal digits of `text`, all else left out."""
    return "".join(sign for sign in text if sign in "0123456789")


def is_snils(digits: str) -> bool:
    """Tell whether 11 digits are a СНИЛС: nine of number, two of check."""
    if not _plain(digits, 11) or digits == "0" * 11:
        return False
    number = digits[:9]
    if int(number) <= SNILS_WITHOUT_CHECK:
        return True
    return snils_check(number) == digits[9:]


def snils_check(number: str) -> str:
    """Return the two check digits of a СНИЛС of nine digits."""
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(number)) % 101
    return f"{total % 100:02d}"


def is_inn(digits: str) -> bool:
    """Tell whether 10 digits (organisation) or 12 (person) are an ИНН by its check digits."""
    if not (_plain(digits, 10) or _plain(digits, 12)) or not digits.strip("0"):
        return False
    number = digits[: len(_INN10)] if len(digits) == 10 else digits[: len(_INN11)]
    return number + inn_check(number) == digits


def inn_check(number: str) -> str:
    """Return the check digit of an organisation's ИНН (nine digits) or the two of a person's (ten digits)."""
    if len(number) == len(_INN10):
        return _inn_digit(number, _INN10)
    first = _inn_digit(number, _INN11)
    return first + _inn_digit(number + first, _INN12)


def is_card(digits: str) -> bool:
    """Tell whether 16 digits pass the check of bank cards (Luhn)."""
    if not _plain(digits, 16):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _inn_digit(digits: str, weights: tuple[int, ...]) -> str:
    return str(sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10)


def _plain(digits: str, length: int) -> bool:
    return len(digits) == length and digits.isascii() and digits.isdigit()
