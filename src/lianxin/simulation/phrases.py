"""The texts of simulated people: a city's own sentences, or a default one of each kind."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ANY_OFFICE = "*"

PLAIN: Mapping[str, str] = {
    "boilerplate": "您反映的问题已转相关部门处理，感谢您的来电。",
    "first_contact": "已与市民电话联系，核对了地点和诉求。",
    "return_reason": "经核，该事项不属于我单位职责，依据权责清单应由其他单位承办。",
    "return_granted": "理由成立，同意退单，另行派单。",
    "return_refused": "权责清单写明由贵单位承办，不予退单。",
    "inside_return": "该点位不在我处辖区内，请上级另行安排。",
    "inside_accepted": "同意收回，由我们直接办理。",
    "inside_refused": "点位在你处辖区，请继续办理。",
    "forward": "请到现场核实处理并反馈结果。",
    "information_question": "请补充具体楼栋号和发生时间。",
    "information_answer": "市民补充：三号楼东侧，每天晚上十点以后。",
    "extension_reason": "需要采购配件，预计多用几个工作日。",
    "extension_granted": "情况属实，同意延期，请按新期限办结并告知市民。",
    "extension_refused": "理由不充分，请按原期限办理。",
    "suspension_request": "需待雨季结束后施工，已列入计划，到期复查。",
    "suspension_plan": "同意挂账，请按计划推进，到期复查。",
    "suspension_refused": "可以先行采取临时措施，不同意挂账。",
    "suspension_ended": "具备施工条件，恢复办理。",
    "exclusion": "该事项超出法定职权，申请不计入考核。",
    "exclusion_granted": "同意剔除，名单公开。",
    "exclusion_refused": "仍属承办范围，不予剔除。",
    "citizen_urge": "市民再次来电询问进展，请尽快办理。",
    "unit_urge": "时限将至，请抓紧办理并先行联系市民。",
    "supervise": "请承办单位负责人到场协调，明日反馈。",
    "visit": "现场查看：已设围挡，正在清理。",
    "media": "稿件反映情况属实，已转承办单位。",
    "note": "与此前来电同一地点，供参考。",
    "withdrawal": "市民来电表示问题已自行解决，要求撤诉，已核实。",
    "withdrawal_refused": "已回电，市民没有说不办，继续办理。",
    "void": "测试录入，予以作废。",
    "remedy": "该事项已进入诉讼程序，请通过法院解决；如有新情况可再次来电。",
    "objection": "市民对不予受理有异议，认为仍属行政管理事项。",
    "answer": "已按政策口径当场答复，并告知办理窗口和所需材料。",
    "praised": "窗口的小李",
    "emergency": "市民来电时情况紧急，立即转接。",
    "receipt": "接警员 021，已出警",
    "dispatch": "按权责清单派单。",
    "split": "同一来电中另一事项，单独登记。",
    "merge": "同一地点同一事项，合并办理。",
    "unmerge": "经核为另一地点，恢复单独办理。",
    "ruling_called": "两家单位均称不属职责，提请确责。",
    "opinion_asked": "请说明这类事项依据什么、归谁办。",
    "precedent_withdrawn": "权责清单已有新的规定，不再参照。",
    "opinion": "依据条例，日常管理责任在属地。",
    "ruling_basis": "《权责清单》第三条",
    "ruling_reason": "经会商，由该单位牵头承办。",
    "check_confirmed": "已另行核实，确已解决。",
    "check_fails": "答复未说明处理结果和完成时间，请补充。",
    "callback_satisfied": "市民对处理结果表示满意。",
    "callback_mostly": "市民表示基本满意，希望保持。",
    "callback_neutral": "市民表示一般，处理得慢了一些。",
    "callback_dissatisfied": "市民不满意，表示问题没有变化。",
    "callback_no_answer": "多次呼叫无人接听。",
    "dissatisfied": "市民表示问题依旧，没有人到现场。",
    "review_redo": "复核发现处理不到位，退回重办。",
    "review_close": "复核认为已依法处理到位，理由已向市民说明。",
    "reopen": "市民来电称问题反复，要求继续处理。",
    "publish": "市民反映的问题已经到现场办理，并向市民说明了结果。",
    "unpublish": "摘要能让熟人认出市民，撤下。",
}
PLAIN_REPLY: Mapping[str, str] = {
    "solved": "我单位已派人到现场处理完毕，并与市民电话说明了处理情况。",
    "explained": "经核，该事项按现行规定办理，已向市民说明政策依据和办理途径。",
    "unsolved": "该事项涉及多家单位，暂未解决，已列入计划并将持续跟进。",
}


@dataclass(frozen=True)
class ReplyLine:
    """A reply of an office; `topics` are codes or prefixes, empty for a reply that suits any topic."""

    office: str
    topics: tuple[str, ...]
    words: str

    def fits(self, office: str, topic: str) -> bool:
        return self.office in (office, ANY_OFFICE) and any(topic.startswith(start) for start in self.topics)


@dataclass
class Phrases:
    """Sentences by kind, and replies by outcome. `heard` caches the replies for each office, topic and outcome."""

    said: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])
    replies: Mapping[str, list[ReplyLine]] = field(default_factory=dict[str, list[ReplyLine]])
    heard: dict[tuple[str, str, str], list[str]] = field(default_factory=dict[tuple[str, str, str], list[str]])

    def say(self, kind: str, chance: Random) -> str:
        """Returns a random sentence of this kind."""
        return chance.choice(self.said.get(kind) or [PLAIN[kind]])

    def reply(self, office: str, topic: str, outcome: str, chance: Random) -> str:
        """Returns a random reply of an office: about the topic if there is one, else a general one."""
        key = (office, topic, outcome)
        if key not in self.heard:
            lines = self.replies.get(outcome, [])
            self.heard[key] = (
                [line.words for line in lines if line.fits(office, topic)]
                or [line.words for line in lines if line.office == office and not line.topics]
                or [line.words for line in lines if line.office == ANY_OFFICE and not line.topics]
                or [PLAIN_REPLY[outcome]]
            )
        return chance.choice(self.heard[key])


def load_phrases(folder: Path | None) -> Phrases:
    """Reads `replies.csv` (office,topic,outcome,words; topics split by |) and `phrases.csv` (kind,words), if any."""
    said: dict[str, list[str]] = {}
    for row in _rows_of(folder, "phrases.csv"):
        said.setdefault(row["kind"], []).append(row["words"])
    replies: dict[str, list[ReplyLine]] = {}
    for row in _rows_of(folder, "replies.csv"):
        topics = tuple(topic for topic in row.get("topic", "").split("|") if topic)
        replies.setdefault(row["outcome"], []).append(ReplyLine(row["office"], topics, row["words"]))
    return Phrases(said, replies)


def _rows_of(folder: Path | None, name: str) -> list[dict[str, str]]:
    """Returns the rows of a table; none if the file does not exist."""
    path = folder / name if folder else None
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
