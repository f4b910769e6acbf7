"""Generates files of the same shape as the three real ones, with invented sentences, for machines without those."""

import csv
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

Made = tuple[str, str]

# (subject, event): a title is the place + both; the text continues from it.
MATTERS: Final[tuple[Made, ...]] = (
    ("小区电梯", "停运多日无人维修"),
    ("楼下烧烤摊", "深夜油烟扰民"),
    ("建筑工地", "凌晨两点还在打桩"),
    ("自来水", "连着三天发黄有异味"),
    ("天然气管道", "报装两个月没有回音"),
    ("路口红绿灯", "坏了一周没有人管"),
    ("盲道", "被共享单车占满"),
    ("人行道地砖", "松动积水绊倒老人"),
    ("河边排水口", "往河里排黑水"),
    ("物业公司", "擅自上调停车费"),
    ("开发商", "逾期交房不给说法"),
    ("培训机构", "关门跑路不退学费"),
    ("健身房", "预付卡不给退款"),
    ("公交线路", "早高峰间隔超过半小时"),
    ("出租车司机", "拒载并绕路"),
    ("社区医院", "预约疫苗一直约不上"),
    ("养老金", "转移手续来回跑"),
    ("积分落户", "材料退回不说原因"),
    ("幼儿园", "收费没有公示"),
    ("学校门口", "上下学车辆乱停"),
    ("工厂", "夜间排放刺鼻气味"),
    ("菜市场", "短斤少两"),
    ("快递柜", "超时收费没有提醒"),
    ("绿化带", "树枝压到电线"),
    ("高压线下", "有人违法搭棚"),
    ("楼顶", "违章加盖房间"),
    ("地下车库", "一下雨就进水"),
    ("路灯", "整条街不亮"),
    ("井盖", "缺失用树枝遮着"),
    ("消防通道", "被私家车堵死"),
    ("垃圾房", "清运不及时招苍蝇"),
    ("工资", "被劳务公司拖欠四个月"),
    ("宅基地", "确权登记迟迟不办"),
    ("拆迁补偿", "标准前后不一致"),
    ("广场舞音响", "晚上十点还在响"),
    ("宠物犬", "不拴绳追咬孩子"),
)
PLACES: Final = (
    "清和里",
    "望江苑",
    "锦绣坊",
    "南桥新村",
    "东湖花园",
    "柳岸华庭",
    "梧桐公寓",
    "新丰家园",
    "石榴园",
    "三元里弄",
)
ROADS: Final = ("长宁北路", "丰收大道", "学府路", "滨河东路", "五一支路", "机场南路", "稻香路", "向阳街")
OPENINGS: Final = ("您好，", "领导好！", "我是这里的居民，", "想反映一件事：", "打扰了，", "本人住在附近，", "", "")
DETAILS: Final = (
    "从上个月开始就是这样，一天比一天严重。",
    "家里有八十多岁的老人和刚满月的孩子，实在受不了。",
    "我们找过物业，物业说不归他们管；找过居委会，居委会让我们打电话。",
    "前前后后打过四五次电话，每次都说已经登记，之后就没有下文。",
    "照片和视频我都留着，需要的话可以随时提供。",
    "上周有人来看过一眼，拍了张照就走了，什么也没有改变。",
    "隔壁几栋楼的邻居也都有意见，大家在群里天天说。",
    "如果再下一场大雨，后果谁来负责？",
    "对方态度很差，还说随便我去哪里告。",
    "合同写得清清楚楚，收据也在，金额一共三千六百元。",
    "孩子下周就要开学，时间真的不多了。",
    "我查过相关规定，这种情况应当公示并征求意见。",
    "每天早上六点到晚上十一点，噪声一直不断。",
    "这条路是附近两所学校学生的必经之路。",
    "已经有两个人在这里摔倒，其中一位骨折住院。",
    "问了几个窗口，说法都不一样，跑了三趟也没有办成。",
)
WISHES: Final = (
    "请有关部门尽快处理。",
    "希望给一个明确的答复时间。",
    "请问这件事到底归哪个单位管？",
    "恳请派人到现场看一看。",
    "要求退款并道歉。",
    "望早日解决，谢谢！",
)
REPLIES: Final = (
    "您反映的情况已收悉，现答复如下：",
    "经工作人员现场核实，情况属实。",
    "已责令有关单位在十五日内整改到位，我们将持续跟踪。",
    "经查，该处不属于我局管辖，已转有关单位办理并请其与您联系。",
    "因涉及多方产权，需召开业主大会表决，街道将予以协助。",
    "该项目已列入明年的改造计划，预计六月底前完工。",
    "如有疑问，可在工作时间到服务窗口咨询。",
    "感谢您对我们工作的关心和支持！",
)
CODES: Final = (
    "A1区",
    "A2区",
    "A3区",
    "A4区",
    "A5区",
    "A6区",
    "A7县",
    "A8县",
    "A9市",
    "B4区",
    "K3县",
    "L5县",
    "A市",
    "A市",
    "A市",
)
DISTRICTS: Final = ("仓山区",) * 5 + ("",) * 2 + ("晋安区", "台江区", "鼓楼区", "马尾区")
NATURES: Final = ("投诉",) * 16 + ("咨询",) * 2 + ("建议", "举报", "求助")
CHANNELS: Final = ("网站",) * 5 + ("电话",) * 4 + ("e福州app", "微信", "12345app", "QQ", "邮件", "短信")
RIVERS: Final = ("柳溪", "白石河", "无", "东塘河")


def message(chance: random.Random, place: str, middle: int) -> tuple[str, str]:
    """Returns (title, text). `middle` is the median length of the text; about one in twenty is five times as long."""
    about, happened = chance.choice(MATTERS)
    spot = f"{place}{chance.choice(ROADS)}{chance.choice(PLACES)}"
    title = f"{chance.choice(('', '投诉', '反映', '咨询'))}{place}{chance.choice(PLACES)}{about}{happened}"
    length = min(int(chance.lognormvariate(0, 0.95) * middle), 7000)
    parts = [f"{chance.choice(OPENINGS)}{spot}{about}{happened}。"]
    while sum(map(len, parts)) < length - 15:
        parts.append(chance.choice(DETAILS))
    return title, "".join(parts) + chance.choice(WISHES)


def moment(chance: random.Random, years: int = 3) -> datetime:
    """Returns a random time in the years from 2017 on."""
    return datetime(2017, 1, 1) + timedelta(seconds=chance.randrange(years * 365 * 86_400))  # noqa: DTZ001


def reply(chance: random.Random, middle: int) -> str:
    """Returns a unit's reply; `middle` is the median length."""
    length = int(chance.lognormvariate(0, 0.8) * middle)
    parts = [REPLIES[0]]
    while sum(map(len, parts)) < length:
        parts.append(chance.choice(REPLIES[1:-1]))
    return "".join(parts) + REPLIES[-1]


def hot_row(chance: random.Random, number: int) -> list[object]:
    """Returns a row of fj3_hot."""
    title, words = message(chance, chance.choice(CODES), 200)
    likes = int(chance.paretovariate(1)) - 1
    user = f"A{chance.randrange(10**5, 10**6):08d}"
    return [188_000 + number * 3, user, title, f"{moment(chance):%Y-%m-%d %H:%M:%S}", words, chance.randrange(3), likes]


def reply_row(chance: random.Random, number: int) -> list[object]:
    """Returns a row of fj4_replies."""
    title, words = message(chance, chance.choice(CODES), 190)
    sent = moment(chance)
    answered = sent + timedelta(seconds=chance.randrange(3_600, 40 * 86_400))
    user = f"UU{chance.randrange(10**6):06d}"
    return [
        2_500 + number * 7,
        user,
        title,
        f"{sent:%Y-%m-%d %H:%M:%S}",
        words,
        reply(chance, 260),
        f"{answered:%Y-%m-%d %H:%M:%S}",
    ]


def fuzhou_row(chance: random.Random, number: int) -> list[object]:
    """Returns a row of the hotline's table."""
    district = chance.choice(DISTRICTS)
    title, words = message(chance, district or "江滨", 80)
    name = chance.choice(("1", "1", "1", "1", "0", "匿名", "林女士", "周先生"))
    transfers, days = int(chance.paretovariate(1)), chance.randrange(1, 30)
    tail = [f"{float(days)}", "" if chance.random() < 0.8 else "1.0", district]
    return [
        number + 1, chance.choice(RIVERS), chance.choice(NATURES), chance.choice(CHANNELS), title, words, name,
        f"{moment(chance):%Y-%m-%d}", reply(chance, 100), transfers, days, *tail,
    ]  # fmt: skip


FUZHOU_COLUMNS: Final = (
    "id,river,nature,channel,subject,detail,anonymous,date,reply1,transfers,"
    "days_appeal_to_final_reply,first_transfer_days,first_progress_days,district"
)
SHAPES: Final[dict[str, tuple[str, Callable[[random.Random, int], list[object]]]]] = {
    "fj3_hot": ("id,user,subject,time,detail,against,likes", hot_row),
    "fj4_replies": ("id,user,subject,time,detail,reply,reply_time", reply_row),
    "fuzhou": (FUZHOU_COLUMNS, fuzhou_row),
}
# The number of rows in the real files.
COUNTS: Final = {"fj3_hot": 4_326, "fj4_replies": 2_377, "fuzhou": 1_000}


def write_standin(path: Path, shape: str, count: int | None = None, seed: int = 1, encoding: str = "utf-8") -> Path:
    """Writes a CSV file of one of SHAPES with `count` rows (None: as many as the real one). A seed gives one file."""
    columns, row = SHAPES[shape]
    chance = random.Random(f"{shape} {seed}")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split(","))
        for number in range(COUNTS[shape] if count is None else count):
            writer.writerow(row(chance, number))
    return path
