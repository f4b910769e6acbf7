"""The profile of a small city that passes every check; tests break one line of it at a time."""

from pathlib import Path

CITY = """\
code = "smallville"
name = "小城"
name_en = "Smallville"
timezone = "Asia/Shanghai"
locales = ["zh-CN", "en"]
version_note = "first"
natures = ["help", "complaint", "praise"]
announced_years = [2026]

[office_hours]
start = "09:00"
end = "17:30"
lunch = ["12:00", "13:00"]
{limits}
[[limit]]
clock = "close"
urgency = "critical"
hours = 24
source = "a rule"
verified = true

[[topic_rule]]
code = "epidemic"
name = "疫情"
name_en = "Epidemic"
topics = ["02"]
urgency = "urgent"
source = "a rule"
verified = false

[fast_desk]
unit = "sv-health"
name = "专班"
name_en = "Fast desk"
urgency = "critical"
keywords = ["透析"]
source = "a rule"
verified = false

[callback]
attempts = 3
different_days = true
evening_attempts = 1
evening_from = "18:00"
evening_until = "20:30"
sample_answered = 0.05
without_voice = "message"

[[callback.rule]]
method = "phone"
urgency = ["critical"]

[[callback.rule]]
method = "survey"
nature = ["help"]

[[callback.rule]]
method = "phone"

[[language]]
code = "zh-CN"
name = "中文"
name_en = "Chinese"
kind = "spoken"

[[emergency]]
number = "119"
name = "消防"
name_en = "Fire"
keywords = ["着火"]

[returns]
most = 2
evidence = true

[extensions]
times = 1
most_working_days = 15
source = "a rule"
verified = true

[reopen]
supervised_from = 2

[fallback]
unit = "sv-hotline"

[indicators]
repeat_days = 30
wilson_below = 30
service_level_seconds = 15

[indicators.weights]
satisfied = 1
mostly = 0.8
neutral = 0.6
dissatisfied = 0
"""
LIMIT = """
[[limit]]
clock = "{clock}"
working_days = 5
source = "a rule"
verified = true
"""
GENERAL_CLOCKS = (
    "answer", "sign", "first_contact", "close", "return_window", "return_decision", "dispatch", "check",
    "callback", "review", "information", "ruling", "reopen", "object", "emergency",
)  # fmt: skip
TABLES = {
    "divisions": """\
code,name,name_en,kind,parent
990101,东区,East District,district,
990102,西区,West District,district,
990101001,河街道,River Subdistrict,street,990101
990102001,山镇,Hill Town,town,990102
""",
    "offices": """\
office,name,name_en
chengguan,城管执法局,Enforcement
jiaoyu,教育局,Education
""",
    "units": """\
code,name,kind,parent,division,office
sv,小城人民政府,city_government,,,
sv-hotline,热线办,hotline_office,sv,,
sv-health,卫生局,bureau,sv,,
sv-water,自来水公司,company,sv,,
east,东区人民政府,district,sv,990101,
east-chengguan,东区城管执法局,district_bureau,east,990101,chengguan
east-river,河街道办事处,street,east,990101001,
east-chengguan-river,河中队,team,east-chengguan,990101001,chengguan
west,西区人民政府,district,sv,990102,
west-hill,山镇人民政府,street,west,990102001,
""",
    "topics": """\
code,l1,l2,l3,l1_en,l2_en,l3_en,nature,urgency,keywords
01.01.01,城市管理,街面,占道摆摊,City,Street,Stalls,complaint,normal,摆摊|游商
01.01.02,城市管理,街面,跨门经营,City,Street,Shops outdoors,complaint,normal,
01.02.01,城市管理,供水,停水,City,Water,No water,help,urgent,停水
02.01.01,卫生,疾控,传染病,Health,Disease,Infection,help,critical,传染病
""",
    "duty": """\
topic,level,answers,basis,source,verified
01.01.01,street,,law,source,false
01.01.02,district,chengguan,law,source,true
01.02.01,company,sv-water,law,source,false
02.01.01,city,sv-health,law,source,false
""",
    "calendar": """\
date,kind,name,name_en,source
2026-06-19,off,端午节,Dragon Boat Festival,notice
2026-10-10,work,国庆节,National Day,notice
""",
}


Files = dict[str, bytes]


def city_files() -> Files:
    """Returns the files of the small city by name."""
    limits = "".join(LIMIT.format(clock=clock) for clock in GENERAL_CLOCKS)
    tables = {f"{name}.csv": text for name, text in TABLES.items()}
    return {name: text.encode() for name, text in {"city.toml": CITY.replace("{limits}", limits), **tables}.items()}


def spoiled(files: Files, name: str, old: str, new: str) -> int:
    """Replaces the only occurrence of `old` in a file, and returns its line number."""
    text = files[name].decode()
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
    files[name] = text.replace(old, new).encode()
    return text[: text.index(old)].count("\n") + 1


def a_city(folder: Path) -> Path:
    """Writes the small city into an empty folder, and returns the folder."""
    for name, content in city_files().items():
        (folder / name).write_bytes(content)
    return folder


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Does the same as `spoiled` for a file on disk."""
    files = {file: (folder / file).read_bytes()}
    line = spoiled(files, file, old, new)
    (folder / file).write_bytes(files[file])
    return line
