"""Codes that open a citizen's case: eight characters without look-alikes, easy to read out; older ones have six digits.

With a 24-letter alphabet there are 1.1e11 codes. Six digits alone (1e6) can be guessed, so
`is_guessable` asks for a stricter limit on them.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

ALPHABET: Final = "23456789ACDEFHJKMPRTWXYZ"
"""No 0 O Q, 1 I L, and one of each pair that handwriting or the telephone confuses: B 8, S 5, G 6, N M, U V."""
CODE_LENGTH: Final = 8
OLD_LENGTH: Final = 6
_GAPS: Final = frozenset(["Zs", "Pd", "Cf", "Cc"])  # Unicode categories: blanks, hyphens, invisible signs


def new_code(choice: Callable[[Sequence[str]], str]) -> str:
    """Returns a new code; `choice` picks a sign, such as `secrets.choice`."""
    return "".join(choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(said: str) -> str | None:
    """Returns a typed code in its stored form: any case, any width, with blanks or hyphens. None if it is no code."""
    plain = unicodedata.normalize("NFKC", said).upper()
    signs = "".join(sign for sign in plain if unicodedata.category(sign) not in _GAPS)
    if len(signs) == OLD_LENGTH and signs.isascii() and signs.isdigit():
        return signs
    return signs if len(signs) == CODE_LENGTH and set(signs) <= set(ALPHABET) else None


def spoken_code(code: str) -> str:
    """Returns the code in two halves, as people read it out."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def is_guessable(code: str) -> bool:
    """Whether the code is one of the older ones, short enough to be guessed."""
    return len(code) == OLD_LENGTH
