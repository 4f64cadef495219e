"""Codes of bodies and their check characters."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a unified social credit code: GB 32100-2015 leaves out I, O, S, V and Z."""


def is_uscc(code: str) -> bool:
    """Return whether a text is a unified social credit code with the right last character.

    The weights are powers of 3 modulo 31, as GB 32100-2015 has them.
    """
    if len(code) != 18 or any(letter not in ALPHABET for letter in code):
        return False
    total = sum(
        ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17])
    )
    return ALPHABET[(31 - total % 31) % 31] == code[17]
