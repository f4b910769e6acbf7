"""The program `lianxin` with all its commands; each has --json."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lianxin.calls import missing_programs
from lianxin.cli.calls import INSTALL
from lianxin.cli.calls import app as calls_app
from lianxin.cli.cases import app as case_app
from lianxin.cli.cases import import_rows, simulate_city, verify
from lianxin.cli.city import app as city_app
from lianxin.cli.insight import app as insight_app
from lianxin.cli.speaking import REFUSED, Json, progress, refuse, run_command, say
from lianxin.cli.staff import app as staff_app
from lianxin.kernel.errors import DomainError
from lianxin.kernel.log import log_as_json
from lianxin.kernel.settings import read_settings
from lianxin.runtime.found import forget, found_city

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Lianxin: the system behind a city's 12345.")
app.add_typer(city_app, name="city")
app.add_typer(case_app, name="case")
app.add_typer(calls_app, name="calls")
app.add_typer(insight_app, name="insight")
app.add_typer(staff_app, name="staff")
app.command("import")(import_rows)
app.command("simulate")(simulate_city)
app.command("verify")(verify)

DEMO_SPEED = 12


@app.command()
def init(
    city: Annotated[str, typer.Option(help="Name of an included profile, or a folder.")] = "shanghai",
    demo: Annotated[bool, typer.Option("--demo", help="Add sample cases and people; sign in with one click.")] = False,
    speed: Annotated[int, typer.Option(min=1, max=1000, help="Speed of a demo city's clock.")] = DEMO_SPEED,
    as_json: Json = False,
) -> None:
    """Creates the database, the city and its first accounts; leaves existing data unchanged."""
    with progress(as_json=as_json) as shown:
        done = run_command(found_city(read_settings(), city, demo=demo, speed=speed, progress=shown), as_json=as_json)
    words = f"{done.city} is ready." if done.new else f"{done.city} already exists."
    if done.password:
        words += f"\nFirst administrator: admin / {done.password}  (shown only once)"
    say(done, words, as_json=as_json)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; the next free one if it is in use.")] = 8000,
    as_json: Json = False,
) -> None:
    """Serves the city on the loopback interface until Ctrl-C."""
    from lianxin.runtime.serve import serve as run_server

    log_as_json()

    def told(address: str, sip: str) -> None:
        words = f"Lianxin: {address}/desk  (staff)   {address}/  (citizens)   Ctrl-C stops."
        if missing := missing_programs():
            words += f"\nThe telephone is off: {', '.join(missing)} missing. To install them type: {INSTALL}"
        elif sip:
            words += "\n" + telephone_words(sip)
        say({"url": address, "telephone": not missing, "sip": sip}, words, as_json=as_json)
        sys.stdout.flush()

    run_command(run_server(read_settings(), port, told=told), as_json=as_json)


def telephone_words(sip: str) -> str:
    """Returns the SIP address and two lines that place a real call of 30 seconds; it takes the program sipp.

    A city without a trunk is called from loopback only, wherever its edge listens.
    """
    call = "sipp -sn uac -s 12345 -d 30000 -m 1 -rtp_echo -i 127.0.0.1"
    return f"Telephone: sip:12345@{sip} (UDP and TCP). To call:\n  {call} {sip}\n  {call} -t t1 {sip}"


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Deletes everything: database, keys, attachments."""
    settings = read_settings()
    if not yes and not typer.confirm(f"Delete everything in {settings.home}?"):
        raise SystemExit(REFUSED)
    try:
        gone = forget(settings)
    except DomainError as error:
        refuse(error, as_json=as_json)
    words = "Deleted." if gone else "The city is still running: stop it first."
    say({"home": str(settings.home), "gone": gone}, words, as_json=as_json)
    if not gone:
        raise SystemExit(REFUSED)


@app.command()
def openapi(
    out: Annotated[Path | None, typer.Option(help="Output file; default: standard output.")] = None,
    as_json: Json = True,
) -> None:
    """Writes the OpenAPI 3.1 document of the API."""
    from lianxin.web.schema import openapi_json  # slow import (half a second): only where needed

    document = openapi_json()
    if out is None:
        sys.stdout.buffer.write(document)
    else:
        out.write_bytes(document)
        say({"written": str(out)}, f"Written to {out}.", as_json=as_json)


def main() -> None:
    """Entry point of the program."""
    app()
