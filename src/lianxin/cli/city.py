"""`lianxin city …`: check, adopt, export and list city profiles; replace the committees."""

from pathlib import Path
from typing import Annotated

import typer

from lianxin.administration import (
    CommitteeChanges,
    Publication,
    adopt_files,
    archive_of,
    problems_in,
    publications,
    replace_committees,
    unpacked,
)
from lianxin.city import ProfileInvalid, current_profile, load_profile, profile_files, profile_folder, read_committees
from lianxin.cli.cases import city_here
from lianxin.cli.speaking import FOUND_WRONG, Json, refuse, run_command, say
from lianxin.kernel.errors import DomainError
from lianxin.people import SYSTEM

CONSOLE = "console"

app = typer.Typer(no_args_is_help=True, help="City profiles.")


@app.callback()
def city() -> None:
    """City profiles."""


@app.command()
def check(
    profile: Annotated[str, typer.Argument(help="Name of an included profile, or a folder.")], as_json: Json = False
) -> None:
    """Checks a profile; every error names file and line."""
    try:
        folder = profile_folder(profile)
    except DomainError as error:
        refuse(error, as_json=as_json)
        return
    _sources, problems = problems_in(*profile_files(folder))
    if problems:
        say({"ok": False, "problems": problems}, "\n".join(map(str, problems)), as_json=as_json)
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
    say(facts, f"{loaded.name} ({loaded.code}) is valid: {words}.", as_json=as_json)


@app.command()
def adopt(
    profile: Annotated[str, typer.Argument(help="Name of an included profile, or a folder.")],
    reason: Annotated[str, typer.Option(help="Reason, shown in the version history.")],
    as_json: Json = False,
) -> None:
    """Publishes the profile in a folder, as an administrator does in the workbench."""

    async def act() -> str:
        files, missing = profile_files(profile_folder(profile))
        if missing:
            _sources, problems = problems_in(files, missing)
            raise ProfileInvalid(profile, problems)
        async with city_here() as (database, city), database.begin(city.city_id, actor=CONSOLE) as work:
            return (await adopt_files(work, SYSTEM, files, reason)).version

    version = run_command(act(), as_json=as_json)
    say({"version": version}, f"Version {version} is in force.", as_json=as_json)


@app.command()
def committees(
    table: Annotated[Path, typer.Argument(help="A CSV file with the columns code,name.", exists=True, dir_okay=False)],
    reason: Annotated[str, typer.Option(help="Reason, shown in the history.")],
    as_json: Json = False,
) -> None:
    """Replaces the table of residents' and villagers' committees."""

    async def act() -> CommitteeChanges:
        async with city_here() as (database, city), database.begin(city.city_id, actor=CONSOLE) as work:
            return await replace_committees(work, SYSTEM, table.read_bytes(), reason)

    done = run_command(act(), as_json=as_json)
    say(done, f"{done.added} added, {done.removed} removed, {done.renamed} renamed.", as_json=as_json)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Target folder; created if missing.")],
    version: Annotated[str, typer.Option(help="A version, or 'draft'; default: the version in force.")] = "",
    as_json: Json = False,
) -> None:
    """Writes the files of a version to a folder, for example to keep them in git."""

    async def act() -> dict[str, bytes]:
        async with city_here() as (database, city), database.read(city.city_id) as work:
            return unpacked(await archive_of(work, SYSTEM, version or (await current_profile(work)).version))

    files = run_command(act(), as_json=as_json)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    say({"folder": str(folder), "files": sorted(files)}, f"{len(files)} files written to {folder}.", as_json=as_json)


@app.command()
def history(as_json: Json = False) -> None:
    """Lists every published version: time, author, reason."""

    async def act() -> list[Publication]:
        async with city_here() as (database, city), database.read(city.city_id) as work:
            return await publications(work, SYSTEM)

    found = run_command(act(), as_json=as_json)
    lines = [f"{one.at:%Y-%m-%d %H:%M}  {one.version}  {one.by}  {one.note}" for one in found]
    say({"versions": found}, "\n".join(lines), as_json=as_json)
