"""`lianxin calls …`: tries each part of the telephone, without a database; rebuilds the figures of calls."""

from typing import Annotated, Final

import typer

from lianxin.calls import MediaPart, TriedPart, check_media, rebuild_call_figures
from lianxin.cli.cases import city_here
from lianxin.cli.speaking import FOUND_WRONG, Json, run_command, say
from lianxin.kernel.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="The telephone.")

INSTALL: Final = "sudo tools/system-packages"
_WORDS: Final = {
    MediaPart.PROGRAMS: ("程序", "programs"),
    MediaPart.MEMORY: ("内存录音目录", "folder in memory for raw recordings"),
    MediaPart.RTPENGINE: ("rtpengine（市民端话路）", "rtpengine (the citizen's leg)"),
    MediaPart.JANUS: ("Janus（通话房间）", "Janus (rooms)"),
    MediaPart.ROOM: ("建立并关闭房间", "a room created and ended"),
    MediaPart.RECOGNISER: ("语音识别（LIANXIN_ASR_URL）", "speech recogniser (LIANXIN_ASR_URL)"),
    MediaPart.TONE: ("两秒测试音录入左声道", "a tone of two seconds in the left channel"),
}


@app.callback()
def calls() -> None:
    """The telephone."""


@app.command()
def check(
    locale: Annotated[str, typer.Option(help="zh-CN or en.")] = "zh-CN",
    as_json: Json = False,
) -> None:
    """Tries programs, servers, a room and a recorded tone; exit code 3 if a part fails."""
    tried = run_command(check_media(read_settings()), as_json=as_json)
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
    """Returns one line about a part: what it is, whether it works, and what to type if programs are missing."""
    name = _WORDS[tried.part][0 if chinese else 1]
    if tried.works:
        return f"{name}：正常" if chinese else f"{name}: works"
    if tried.part is MediaPart.PROGRAMS:
        todo = f"缺少 {tried.reason}，请运行：{INSTALL}" if chinese else f"missing {tried.reason}; type: {INSTALL}"
    else:
        todo = f"不正常——{tried.reason}" if chinese else f"fails: {tried.reason}"
    return f"{name}：{todo}" if chinese else f"{name}: {todo}"
