"""Masks names of persons: the surname, a form of address and nothing else stay.

张建国 gives 张**, 张建国先生 gives 张**先生, 张先生 stays. Other names keep the first letter of each word.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

COMPOUND_SURNAMES: Final = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐",
     "司徒", "夏侯", "端木", "南宫", "长孙", "宇文", "独孤", "轩辕", "澹台", "公冶",
     "司空", "钟离", "闾丘", "鲜于", "淳于", "单于", "太叔", "申屠", "万俟", "呼延",
     "赫连", "拓跋", "百里", "东郭", "西门", "公羊", "濮阳", "宗政", "仲孙", "第五")
)  # fmt: skip
SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜"
    "倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕"
    "屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣"
    "巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强"
    "帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯"
    "隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
)
"""The usual surnames of one character, the most frequent first."""

TITLE: Final = (
    r"(?:先生|女士|小姐|老师|师傅|师父|同志|阿姨|叔叔|大爷|大妈|大伯|大叔|大婶|大姐|大哥|大嫂|大娘|奶奶|爷爷|伯伯|婆婆|外婆|外公"
    r"|医生|大夫|护士|教授|校长|院长|园长|主任|经理|队长|班长|组长|站长|所长|局长|处长|科长|镇长|村长|书记|警官|律师|法官"
    r"|会计|老板|老板娘|太太|夫人|女侠|居士|(?:副|总|老)(?:教授|校长|院长|主任|经理|队长|书记|所长|局长|处长|科长|师傅|师))"
)
"""A regular expression: Chinese forms of address, which follow the name."""

_TITLED: Final = re.compile(rf"(.*?)[\s(（]*((?:{TITLE}){{1,2}})[)）]?", re.DOTALL)
_LATIN_TITLE: Final = re.compile(
    r"((?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|mme|sr|sra|herr|frau)\b\.?)\s*(.*)", re.IGNORECASE
)
_MASKED: Final = re.compile(rf"(?:.{{1,2}}\*{{1,2}})?(?:{TITLE}){{0,2}}|(?:\S\*\*\*(?: |$))+")
_REMARK: Final = re.compile(r"[(（\[【].*", re.DOTALL)
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af\s]+")
_FAMILIAR: Final = re.compile(f"[小老][{SURNAMES[:200]}]")


def mask_name(name: str) -> str:
    """Masks a name: 张*, 欧阳**, 张**先生, Mr J*** S***; keeps 张先生, 小张 and 老王师傅."""
    name = name.strip()
    if _MASKED.fullmatch(name):
        return name
    titled = _TITLED.fullmatch(name)
    if titled and titled[1].strip():
        return _masked_base(titled[1].strip(), has_title=True) + titled[2]
    latin = _LATIN_TITLE.fullmatch(name)
    if latin and latin[2]:
        return f"{latin[1]} {_masked_base(latin[2])}"
    return _masked_base(name)


def _masked_base(base: str, *, has_title: bool = False) -> str:
    """Masks a name without form of address; with one, a surname alone is no name."""
    base = _REMARK.sub("", base).strip() or base
    if _HAN.fullmatch(base):
        base = "".join(base.split())
    elif base.isascii() or " " in base:
        return " ".join(f"{word[0]}***" for word in base.split())
    if _FAMILIAR.fullmatch(base):
        return base
    kept = 2 if base[:2] in COMPOUND_SURNAMES and (has_title or len(base) > 2) else 1
    least = 0 if has_title else 1
    return base[:kept] + "*" * min(max(len(base) - kept, least), 2)


_NO_NAME: Final = (
    "施工|安装|安全|安保|安监|项目|高级|高中|高速|车间|车队|车站|金牌|金融|常务|江苏|江西|江南|温州|温馨|马路|黄河|黄金|石油|石材|白班"
    "|林业|林场|万达|万科|方面|向上|文化|文明|武警|毕业|钱包|严重|施救|任何|于是|余下|范围|余杭|萧山|黄浦|徐汇|江北|江东|平安|成都|武汉"
)
_COMPOUND: Final = "|".join(sorted(COMPOUND_SURNAMES))
_ADDRESSED: Final = re.compile(
    rf"(?!{_NO_NAME})({_COMPOUND}|[{SURNAMES[:200]}])([\u4e00-\u9fff])([\u4e00-\u9fff])??({TITLE})"
)


@dataclass(frozen=True)
class HiddenName:
    """A citizen's name, to be hidden in texts. The name itself is never shown, not even by repr."""

    _name: str = field(default="", repr=False)

    def mask(self, text: str) -> str:
        """Masks this name, its nicknames, and given names between a surname and a form of address: 李**老师.

        张先生 and 老张 stay, because many people are called so.
        """
        pattern = _pattern_of(self._name)
        if pattern:
            text = pattern.sub(lambda match: mask_name(match[0]), text)
        pattern = _nickname_of(self._name)
        if pattern:
            text = pattern.sub(lambda match: "*" * len(match[0]), text)
        return _ADDRESSED.sub(lambda match: mask_name(match[0]), text)

    def remove(self, text: str) -> str:
        """Replaces this name by a blank, for search."""
        pattern = _pattern_of(self._name)
        return pattern.sub(" ", text) if pattern else text


def _pattern_of(name: str) -> re.Pattern[str] | None:
    """Finds a full name however it is spaced; None for less, such as 张先生, which many people are."""
    name = _REMARK.sub("", name).strip()
    titled = _TITLED.fullmatch(name)
    latin = _LATIN_TITLE.fullmatch(name)
    base = titled[1] if titled else latin[2] if latin else name
    letters = re.findall(r"[^\W\d_]", base)
    if len(letters) <= 1 or "*" in base or base in COMPOUND_SURNAMES or _FAMILIAR.fullmatch(base):
        return None
    if _HAN.fullmatch(base):
        return re.compile(r"\s*".join(letters))
    words = re.findall(r"[^\W\d_]+", base)
    return re.compile(r"(?<!\w)" + r"\W{1,3}".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)


_RELATION: Final = "[哥姐弟妹叔伯姨婶嫂爷奶]"


@lru_cache(maxsize=1000)
def _nickname_of(name: str) -> re.Pattern[str] | None:
    """Finds what people make of a given name of one or two characters: 建国哥, 建国老师, 阿国, 我叫建国.

    The bare given name stays: it is often an ordinary word, such as the 文明 of 张文明, which a mask would give away.
    """
    name = _REMARK.sub("", name).strip()
    titled = _TITLED.fullmatch(name)
    base = "".join((titled[1] if titled else name).split())
    if not _HAN.fullmatch(base) or _FAMILIAR.fullmatch(base):
        return None
    given = base[2:] if base[:2] in COMPOUND_SURNAMES else base[1:] if base[:1] in SURNAMES else ""
    if not 1 <= len(given) <= 2:
        return None
    last = given[-1]
    forms = [f"[阿大小老]{last}(?={_RELATION}|{TITLE})", f"阿{last}", f"{last}{_RELATION}"]
    if len(given) == 2:
        forms += [f"(?<=叫){given}", f"{given}(?={_RELATION}|{TITLE})", f"[小老阿]{given}"]
    return re.compile("|".join(forms))
