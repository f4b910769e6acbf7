"""Signs of a reply without help: it only passes the matter on, only points to the courts, or repeats other replies.

The patterns are the same as in the checklist of the workbench (`checklist.ts`). `tests/data/boilerplate.json` and
`tests/data/court_only.json` test both.
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
_CLAUSE_END: Final = re.compile(r"[，。；！？,;!?\n]+")
_COURT: Final = re.compile("司法|诉讼|起诉|仲裁|法院|打官司|依法维权|律师|法律(?:途径|渠道|程序|手段|方式|武器)")
_POINTS: Final = re.compile("建议|可以?|请|应|需|引导|告知|通过|走|向|寻求|申请|提起|由|起诉|打官司")
_ACTION: Final = re.compile(
    "到场|现场|上门|清理|清走|修复|修好|修理|更换|拆除|拖离|整改|查处|约谈|检查|巡查|处罚|立案|查封|扣押|责令|督促|疏通|补种|安装"
    "|调解|协调|组织|退款|退还|退费|赔付|支付|补偿|出具|联系(?!来电人|市民|诉求人|您)|代为|陪同|垫付"
)
_NO_ACTION: Final = re.compile(
    "建议|请您?|如(?!期)|若|(?<![认许])可以?|应(?!急)|不予|不能|无法|无权|没有|未|难以|不具备|不属于|拒绝|自行|不成的"
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


def only_points_to_court(text: str) -> bool:
    """Whether a reply tells the citizen to go to court or to arbitration, and names no action of the unit.

    An action is a clause with a word of acting, without a word that advises, denies or leaves it to the citizen.
    """
    clauses = _CLAUSE_END.split(text)
    if not any(_COURT.search(one) and _POINTS.search(one) for one in clauses):
        return False
    return not any(_ACTION.search(one) and not _NO_ACTION.search(one) for one in clauses)


def words_key(text: str) -> str:
    """Returns a fingerprint that is equal for the same words with other numbers, dates, spaces or punctuation."""
    words = _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()
