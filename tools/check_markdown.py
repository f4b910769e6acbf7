"""Checks Markdown pages: lines of at most 120 characters, one sentence on each line.

It does not measure tables, code blocks and the targets of links.
"""

import re
from collections.abc import Iterator
from typing import Final

LONGEST_LINE: Final = 120
ABBREVIATIONS: Final = {"e.g", "i.e", "etc", "vs", "cf", "no", "approx"}
_UNMEASURED: Final = re.compile(r"(?<=\])\([^)\s]+\)|https?://\S+|<!--.*?-->")
_CODE: Final = re.compile(r"`[^`]+`")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d+\.|#+)\s+")
_ENGLISH_END: Final = re.compile(r"(\S*)([.!?])[)\"”’]*\s+(?=[\"“(\[`*\w])")
_CHINESE_END: Final = re.compile(r"[。！？][”」』）]*\s*(?=[^\s”」』）。！？，、；：])")


def markdown_faults(text: str) -> Iterator[tuple[int, str, str]]:
    """Yields line number, rule and message for every line that is too long or has more than one sentence."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced and not line.lstrip().startswith("|"):
            shown = _UNMEASURED.sub("", line)
            if len(shown) > LONGEST_LINE:
                yield number, "markdown-width", f"{len(shown)} characters, at most {LONGEST_LINE}"
            if end := second_sentence(shown):
                yield number, "markdown-sentence", f"a second sentence begins after “{end}”"


def second_sentence(line: str) -> str | None:
    """Returns the last word of the first sentence if another sentence follows on the same line."""
    words = _CODE.sub("`x`", _ITEM.sub("", line, count=1))
    for end in _ENGLISH_END.finditer(words):
        following = words[end.end()]
        if end[1].lower().lstrip("(") not in ABBREVIATIONS and not following.islower():
            return end[0].strip()
    chinese = _CHINESE_END.search(words)
    return words[max(0, chinese.start() - 6) : chinese.end()] if chinese else None
