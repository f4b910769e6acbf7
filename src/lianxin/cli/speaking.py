"""Output of commands: one JSON document with --json, otherwise sentences, with a progress bar on a terminal."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn, TypeVar

import orjson
import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lianxin.kernel.errors import DomainError

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document to standard output.")]

REFUSED, FOUND_WRONG = 1, 3


def say(value: object, words: str, *, as_json: bool) -> None:
    """Prints the result: `value` as JSON, or `words`."""
    print(orjson.dumps(value, default=str).decode() if as_json else words)


def run_command(coroutine: Coroutine[Any, Any, T], *, as_json: bool) -> T:
    """Runs a command to its end. A DomainError is printed to standard error and ends with exit code 1."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(coroutine)
    except DomainError as error:
        refuse(error, as_json=as_json)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def refuse(error: DomainError, *, as_json: bool) -> NoReturn:
    """Prints a DomainError and exits with code 1."""
    if as_json:
        print(orjson.dumps({"error": error.code, "facts": error.facts}, default=str).decode())
    else:
        print(f"{type(error).__doc__} {error}", file=sys.stderr)
    raise SystemExit(REFUSED)


@contextmanager
def progress(*, as_json: bool) -> Generator[Callable[[str, float], None]]:
    """Yields a function that updates a progress bar on standard error; its arguments: step, share done (0 to 1)."""
    if as_json or not sys.stderr.isatty():
        yield lambda _what, _share: None
        return
    columns = (TextColumn("{task.description:<24}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(shown, description=what, completed=share)
