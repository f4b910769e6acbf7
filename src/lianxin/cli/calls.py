"""`lianxin calls …`: tries each part of the telephone, without a database; rebuilds the figures of calls."""

from typing import Annotated, Final

import typer

from lianxin.calls import TelephoneFault, TelephonePart, TriedPart, rebuild_call_figures, try_telephone
from lianxin.cli.cases import city_here
from lianxin.cli.speaking import FOUND_WRONG, Json, run_command, say
from lianxin.kernel.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="The telephone.")

INSTALL: Final = "sudo tools/system-packages"
RUN_BOOK: Final = "docs/runbook"
RUN_BOOK_PAGES: Final = {
    TelephonePart.ADDRESSES: "addresses.md",
    TelephonePart.PROGRAMS: "programs.md",
    TelephonePart.MEMORY: "memory.md",
    TelephonePart.RTPENGINE: "rtpengine.md",
    TelephonePart.JANUS: "janus.md",
    TelephonePart.ROOM: "room.md",
    TelephonePart.TONE: "tone.md",
    TelephonePart.RECOGNISER: "recogniser.md",
    TelephonePart.RELAY: "relay.md",
    TelephonePart.EDGE_FILES: "edge.md",
    TelephonePart.EDGE: "edge.md",
    TelephonePart.AGENT: "agent.md",
}
"""The page of the run-book for each part that fails."""
_WORDS: Final = {
    TelephonePart.ADDRESSES: (
        "监听地址（LIANXIN_SIP_ADDRESS、LIANXIN_MEDIA_ADDRESS）",
        "addresses to listen at (LIANXIN_SIP_ADDRESS, LIANXIN_MEDIA_ADDRESS)",
    ),
    TelephonePart.PROGRAMS: ("程序", "programs"),
    TelephonePart.MEMORY: ("内存录音目录", "folder in memory for raw recordings"),
    TelephonePart.RTPENGINE: ("rtpengine（市民端话路）", "rtpengine (the citizen's leg)"),
    TelephonePart.JANUS: ("Janus（通话房间）", "Janus (rooms)"),
    TelephonePart.ROOM: ("建立并关闭房间", "a room created and ended"),
    TelephonePart.RECOGNISER: ("语音识别（LIANXIN_ASR_URL）", "speech recogniser (LIANXIN_ASR_URL)"),
    TelephonePart.RELAY: ("TURN 中继（LIANXIN_TURN_URL）", "TURN relay (LIANXIN_TURN_URL)"),
    TelephonePart.EDGE_FILES: ("Kamailio 配置", "Kamailio's configuration"),
    TelephonePart.EDGE: ("Kamailio（SIP 边缘）", "Kamailio (the SIP edge)"),
    TelephonePart.AGENT: ("呼叫控制程序的 SIP 应答", "the SIP agent of the program"),
    TelephonePart.TONE: ("两秒测试音录入左声道", "a tone of two seconds in the left channel"),
}
_FAULTS: Final = {
    TelephoneFault.BAD_URL: ("地址应写作 turn:主机:端口", "not an address of the form turn:host:port"),
    TelephoneFault.NO_SECRET: ("没有设置 LIANXIN_TURN_SECRET", "LIANXIN_TURN_SECRET is not set"),
    TelephoneFault.NO_ANSWER: ("没有应答", "no answer"),
    TelephoneFault.WRONG_SECRET: ("密钥不对，凭据被拒", "wrong secret: it refuses our credential"),
    TelephoneFault.NO_RELAY: ("没有给出中继地址", "no relay address"),
    TelephoneFault.BAD_ADDRESS: ("不是 IPv4 地址", "not an IPv4 address"),
    TelephoneFault.ANY_ADDRESS: (
        "0.0.0.0 不是对方能用的地址，请写本机对外的那一个地址",
        "nobody can send to 0.0.0.0: name the one address of this machine that others reach",
    ),
    TelephoneFault.NOT_HERE: ("本机没有这个地址", "this machine has no such address"),
    TelephoneFault.FOR_ANYBODY: ("不要凭据就中继，任何人都能用", "it relays without a credential, for anybody"),
}


@app.callback()
def calls() -> None:
    """The telephone."""


@app.command()
def check(
    locale: Annotated[str, typer.Option(help="zh-CN or en.")] = "zh-CN",
    as_json: Json = False,
) -> None:
    """Tries programs, servers, a room, a recorded tone, TURN servers, edge and agent; exit code 3 if a part fails."""
    tried = run_command(try_telephone(read_settings()), as_json=as_json)
    works = all(one.works for one in tried)
    chinese = locale.startswith("zh")
    say({"ok": works, "parts": tried}, "\n".join(said_of_part(one, chinese=chinese) for one in tried), as_json=as_json)
    if not works:
        raise SystemExit(FOUND_WRONG)


@app.command()
def rebuild(as_json: Json = False) -> None:
    """Rebuilds the figures of calls from the event log while the city stays in operation."""

    async def act() -> int:
        async with city_here() as (database, city):
            return await rebuild_call_figures(database, city.city_id)

    read = run_command(act(), as_json=as_json)
    say({"events": read}, f"events: {read}", as_json=as_json)


def said_of_part(tried: TriedPart, *, chinese: bool) -> str:
    """Returns one line about a part: what it is, whether it works, and the page that says what to do."""
    name = _WORDS[tried.part][0 if chinese else 1]
    if tried.works:
        return f"{name}：正常" if chinese else f"{name}: works"
    if tried.fault:
        words = _FAULTS[tried.fault][0 if chinese else 1]
        todo = f"{words}（{tried.reason}）" if chinese else f"{words} ({tried.reason})"
    elif tried.part is TelephonePart.PROGRAMS:
        todo = f"缺少 {tried.reason}，请运行：{INSTALL}" if chinese else f"missing {tried.reason}; type: {INSTALL}"
    else:
        todo = f"不正常——{tried.reason}" if chinese else f"fails: {tried.reason}"
    page = f"{RUN_BOOK}/{RUN_BOOK_PAGES[tried.part]}"
    return f"{name}：{todo}（见 {page}）" if chinese else f"{name}: {todo} (see {page})"
