"""Masks sentences of a transcript: speakers read numbers in pieces, so a number may cross several sentences."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from lianxin.calls.transcript.board import SpokenLine
from lianxin.kernel.digits import DIGIT
from lianxin.kernel.number_spans import number_spans

_IS_DIGIT: Final = re.compile(f"{DIGIT}|[xX]")
_BETWEEN: Final = re.compile(
    r"[，。！？；、,.!?;:：…\s]|嗯|呃|啊|哦|噢|额|那个|就是|然后|后面是|前面是|再|对的|对吧|对|好的|好|是的|是"
)
"""What people say between the pieces of a number."""


def masked_lines(lines: Sequence[SpokenLine], mask: Callable[[str], str]) -> list[SpokenLine]:
    """Returns the sentences under `mask`; a number that crosses sentences of one speaker loses all its digits."""
    texts = [line.text for line in lines]
    for speaker in {line.speaker for line in lines}:
        own = [nth for nth, line in enumerate(lines) if line.speaker == speaker]
        for nth, text in zip(own, _without_parted_numbers([texts[nth] for nth in own]), strict=True):
            texts[nth] = text
    return [SpokenLine(one.id, one.speaker, one.began, mask(text)) for one, text in zip(lines, texts, strict=True)]


def _without_parted_numbers(texts: Sequence[str]) -> list[str]:
    """Returns the texts of one speaker with a star for each digit of a number that no single text shows as one."""
    whole = " ".join(texts)
    joined, characters = _BETWEEN.sub(lambda found: " " * len(found[0]), whole), list(whole)
    for span in number_spans(joined):
        if " " in joined[span.start : span.end]:
            for at in range(span.start, span.end):
                if _IS_DIGIT.match(joined[at]):
                    characters[at] = "*"
    found: list[str] = []
    start = 0
    for text in texts:
        found.append("".join(characters[start : start + len(text)]))
        start += len(text) + 1
    return found
