"""What is wrong with a part of the telephone, so that the check can say it in the language of whoever reads it."""

from enum import StrEnum


class TelephoneFault(StrEnum):
    """A fault that the program recognises itself; others are said in the words of the program that failed."""

    BAD_URL = "bad_url"
    NO_SECRET = "no_secret"
    NO_ANSWER = "no_answer"
    WRONG_SECRET = "wrong_secret"
    NO_RELAY = "no_relay"
    FOR_ANYBODY = "for_anybody"
    BAD_ADDRESS = "bad_address"
    ANY_ADDRESS = "any_address"
    NOT_HERE = "not_here"
