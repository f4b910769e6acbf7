"""Pinyin initials of Chinese names, so that wfbc finds 潍坊八村; works without a dictionary.

GB 2312 orders common characters by pinyin, so their code gives the initial. Other characters that occur in place names
are listed.
"""

from functools import cache
from typing import Final

FIRST_OF: Final = (
    ("a", 0xB0A1),
    ("b", 0xB0C5),
    ("c", 0xB2C1),
    ("d", 0xB4EE),
    ("e", 0xB6EA),
    ("f", 0xB7A2),
    ("g", 0xB8C1),
    ("h", 0xB9FE),
    ("j", 0xBBF7),
    ("k", 0xBFA6),
    ("l", 0xC0AC),
    ("m", 0xC2E8),
    ("n", 0xC4C3),
    ("o", 0xC5B6),
    ("p", 0xC5BE),
    ("q", 0xC6DA),
    ("r", 0xC8BB),
    ("s", 0xC8F6),
    ("t", 0xCBFA),
    ("w", 0xCDDA),
    ("x", 0xCEF4),
    ("y", 0xD1B9),
    ("z", 0xD4D1),
)
_LAST: Final = 0xD7F9
ALSO: Final = {
    "长": "cz",
    "行": "xh",
    "重": "zc",
    "乐": "ly",
    "车": "cj",
    "厦": "xs",
    "校": "xj",
    "会": "hk",
    "调": "td",
    "单": "ds",
    "降": "jx",
    "曾": "cz",
    "区": "qo",
    "朝": "cz",
    "便": "bp",
    "强": "qj",
    "莘": "xs",
    "石": "sd",
    "大": "d",
    "匙": "cs",
    "泊": "bp",
    "蛤": "gh",
    "茄": "qj",
    "咯": "kg",
    "圩": "xw",
    "仇": "cq",
    "解": "jx",
    "盛": "sc",
    "藏": "zc",
    "弹": "td",
    "漕": "c",
    "浜": "b",
}
"""Characters read in more than one way in the words of a city."""
RARE: Final = {
    "a": "坳垇垵岙庵瑷鳌",
    "b": "亳俵倴僰咇哱坂坌埗塝夿孛岜弼昄朳杓枹栟椑槟汴浜濞灞璧砭碚簸脿葆蔈豳贲趵跸邴钹陂",
    "c": "丞厝叱坻坼垞埕埫塍宸岑嵖嵯巉徂徜敕晁晟杈枞枨楮槎汊涔淙漕瀍礤祠禅舂苌茈莼菖萃蟾褚谌邨酂钗镡阊陲鴜鹚",
    "d": "凼垌垤垯垱埭塅宕岱峒嶝棣椴氐汈沌渎澹牒玳砀砥硐碓磴窦笃笪筜荻褡邸铎铛黛",
    "e": "尓珥莪锷鹗",
    "f": "俸凫垡妃孚峯復枋桴梵氾沣洑淝滏畈罘翡舫芙葑蕃蜚阝馥驸",
    "g": "仡卦呷圪坬垓垙堌堽尕岣崞崮杲枸桧橄泔洸浭淦澉牯玕珙琯筸筻缑罡耈艮荄莞虢蚣赓邽郜陔髙鹄鹳",
    "h": ("囫垕垾堠奤寰岵廻徨扈斛昊晖桁桦泓洄洹浍浒浛浣湟漷潢澴濠瀚灏珲琥璜皓祜笏篁翙茴荟蒿蕙藿蚶诃迴邗郇铧镬阚隍骅鮜"),
    "j": (
        "峤嵇弶戛戬旌暨枧桕桷槿橘汫泃泾洎洚涓湔湫滘漈漖玑珈琚璟畿皎矶碣稷笕绛芨苴茭莒菁葭蕨蛟谏迦迳郏钜隽雎霁"
        "靓颉骥髻鶄鸠鹫麂"
    ),
    "k": "侉叩哙圐夔夼岢崆悃栲牁瞰窠轲隗龛",
    "l": (
        "俚倮剅啰囵圙垅垆埌埒堎塄嫘寮岚崀崂崃嵝徕愣栎栳栾椤榄榈泐泷泸泺浏浬浰涞渌溇溧漉漋漯潋澧濂濑瀂珑珞琏瓴"
        "甪砬砻磏竜笠篢簕翎胪舲菉蒌蓼蔺藜蠡裢赉逯郦酃醪醴闾阆雒骊鷺鸬鸾鹭麟"
    ),
    "m": "仫勐咪岷峁嵋昴汨沐沔泖泯洣洺湄漭濛牤牦獏珉瑁秣篾缪茆茉茗蔴蟆蟒袂谟邙鄚闵魅",
    "n": "咛囡坭垴埝廿捺曩楠瑙硇讷辇鲇",
    "o": "瓯讴",
    "p": "丕伾叵彷杷枇桲泮淠湓濮爿珀璞皤砲磻缥葩蟠邳郫鄱",
    "q": "勍圻墘屺岐岖朐杞樵淇溱琦琪癿瞿硗碁碛碶磜礐祺穹箐綦绮耆苘茜荃荍荞萩蕲虬衢裘谯邛郄郪钤阙阡麒",
    "r": "榕汭洳濡瀼睿稔穰箬芮蚺",
    "s": "佘剡卅厍垧娑崧嵊嵩昇栜椹歙汜沭泗浉淞滠澌濉燊畲睢筲绶苕莘薮虒蛳輋鄯颡驷鲹鸶",
    "t": "佗佟哃嘡坨昙楟榃榻沱洮滕潼烔町畋疃砣缇覃邰郯鄌醍韬鮀鲖",
    "w": "仵佤倭兀唔圩娲婺崴嵔嵬帏庑汶沩洈洧浯涠涴渥畖畹磑窊薇辋邬郚鹉",
    "x": ("冼奚嬉岘岫峃崄崤巺巽庠旴昕曦榭樨洩洵浔淅漩潇澥炫煦玺瑕璇盱硍硎硖禧筱羲胥芗苋荀荥萱薤薰蚬螅踅逍遐鑫陉馨鲟"),
    "y": (
        "兖圉圯垟垭垸埇堨塬墕夭奕妪岈峄崾嵛幺庾弋徉怡懿挹攸於旸昱晏桠樾殪毓沄沅洇涢淯滟滧漪漹潆瀛炀煜熨猗玙玥"
        "琊甬祐禺窈筠筵筼胭腴臾舁舣芫芸莺萸蓥薏觃訚迓迤邺郓郢鄞鄢钰镛闫雩颍馀驿鹞鹦"
    ),
    "z": (
        "侏俎冢圳塚奓岞嶂斫昝枳柘梓榛樽沚洙浞涿渚滍濯牂獐璋璪甽畛砟砦祉祯禇竺笮箦箴罾翥胙臧芷苎茱蔵诏赭趙轵轸"
        "迮邾鄣钊陟陬雉颛骔鲊"
    ),
}
RARE_OF: Final = {char: letter for letter, chars in RARE.items() for char in chars}


@cache
def readings(char: str) -> str:
    """Returns the one or two possible initials of a character; a letter or digit itself; otherwise an empty text."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    known = ALSO.get(char) or RARE_OF.get(char)
    if known:
        return known
    try:
        high, low = char.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return ""
    code = high << 8 | low
    return next((letter for letter, first in reversed(FIRST_OF) if first <= code <= _LAST), "")


def initials(text: str) -> tuple[str, ...]:
    """Returns the readings of each character that has any: 潍坊 gives ("w", "f")."""
    return tuple(letters for char in text if (letters := readings(char)))


def sounds_from(sounds: tuple[str, ...], typed: str) -> int:
    """Returns the position at which the typed letters match the readings in a row; -1 if they do not."""
    last = len(sounds) - len(typed)
    for start in range(last + 1):
        if all(letter in sounds[start + nth] for nth, letter in enumerate(typed)):
            return start
    return -1
