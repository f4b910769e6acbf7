"""`lianxin city …`"""

from typing import Annotated

import typer

from lianxin.city import ProfileInvalid, check_profile, load_profile, read_committees
from lianxin.cli.speaking import FOUND_WRONG, Json, refuse, say
from lianxin.kernel.errors import DomainError
from lianxin.profiles import profile_folder

app = typer.Typer(no_args_is_help=True, help="City profiles.")


@app.callback()
def city() -> None:
    """City profiles."""


@app.command()
def check(profile: Annotated[str, typer.Argument(help="A shipped city or a folder.")], as_json: Json = False) -> None:
    """Checks a profile; every problem names file and line."""
    try:
        folder = profile_folder(profile)
    except DomainError as error:
        refuse(error, as_json=as_json)
        return
    problems = check_profile(folder)
    if problems:
        found = [{"file": p.file, "line": p.line, "message": p.message} for p in problems]
        say({"ok": False, "problems": found}, "\n".join(map(str, problems)), as_json=as_json)
        raise SystemExit(FOUND_WRONG)
    loaded = load_profile(folder)
    try:
        committees = read_committees(folder, loaded)
    except ProfileInvalid as error:
        refuse(error, as_json=as_json)
        return
    facts = {
        "ok": True,
        "city": loaded.code,
        "version": loaded.version,
        "divisions": len(loaded.divisions),
        "committees": len(committees),
        "units": len(loaded.units),
        "topics": len(loaded.topics),
        "limits": len(loaded.limits),
        "limits_verified": sum(limit.verified for limit in loaded.limits),
    }
    words = ", ".join(f"{name} {value}" for name, value in facts.items() if name not in {"ok", "city"})
    say(facts, f"{loaded.name} ({loaded.code}) is in order: {words}.", as_json=as_json)
