"""Signs of boilerplate in a reply: it only passes the matter on, or repeats the words of other replies.

The pattern is the same as in the checklist of the workbench (`checklist.ts`); `tests/data/boilerplate.json` tests both.
"""

import hashlib
import re
import unicodedata
from typing import Final

_PASSED_ON: Final = re.compile(
    "(?:已|将)?(?:转|移交|转交|反馈|上报|转给|交由|交给)[^，。；]{0,4}(?:相关|有关|主管|职能)(?:部门|单位|科室)[^，。；]{0,8}"
)
_DONE: Final = re.compile(
    "已|到场|到现场|清理|清走|修复|修好|更换|拆除|整改|查处|约谈|核实|核查|巡查|处罚|立案|疏通|补种|安装|告知|解释|协调|处理"
)
_NOT_WORDS: Final = re.compile(r"(?:\d+[年月日号时点分]?|[\W_])+")
_SHORT: Final = 15  # characters


def only_passes_on(text: str) -> bool:
    """Whether a reply says that others got the matter and, apart from that, nothing of substance."""
    found = _PASSED_ON.sub("", text)
    if found == text:
        return False
    rest = _NOT_WORDS.sub("", found)
    return len(rest) < _SHORT or not _DONE.search(rest)


def words_key(text: str) -> str:
    """Returns a fingerprint that is equal for the same words with other numbers, dates, spaces or punctuation."""
    words = _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()
