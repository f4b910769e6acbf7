"""Records the statements that a request runs, so that a bare route can run exactly the same ones."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from lianxin.kernel.ids import new_id


@dataclass(frozen=True)
class Statement:
    """One statement: text, parameters, whether it was sent in a pipeline, and whether its rows were read."""

    text: str
    params: Any
    piped: bool
    reads: bool


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """Records every statement that any psycopg cursor executes inside the block."""
    seen: list[Statement] = []
    execute = psycopg.AsyncCursor.execute

    async def listening(self: Any, query: Any, params: Any = None, **more: Any) -> Any:
        text = query.as_string(None) if hasattr(query, "as_string") else query
        text = text.decode() if isinstance(text, bytes) else text
        reads = text.lstrip().startswith("SELECT") or "RETURNING" in text
        seen.append(Statement(text, params, self.connection._pipeline is not None, reads))
        return await execute(self, query, params, **more)

    psycopg.AsyncCursor.execute = listening  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        psycopg.AsyncCursor.execute = execute  # type: ignore[method-assign]


def variants(statements: list[Statement], keep: set[UUID], unique: list[str], count: int) -> list[list[Any]]:
    """Returns parameters for `count` runs of the statements, with new ids and new values where they must be unique."""
    known: list[dict[Any, Any]] = [{} for _ in range(count)]
    return [[renewed(s.params, keep, unique, known[n], n) for s in statements] for n in range(count)]


def renewed(value: Any, keep: set[UUID], unique: list[str], known: dict[Any, Any], nth: int) -> Any:
    """Returns one parameter for the nth run. `known` maps old ids to new ones within the run."""
    if isinstance(value, UUID):
        return value if value in keep else known.setdefault(value, new_id())
    if isinstance(value, dict):
        return {k: renewed(v, keep, unique, known, nth) for k, v in value.items()}
    if isinstance(value, list):
        return [renewed(v, keep, unique, known, nth) for v in value]
    if isinstance(value, str):
        for n, word in enumerate(unique):
            value = value.replace(word, f"{nth:0{len(word) - 1}d}{n % 10}"[: len(word)])
        return value
    return value


def save(path: Path, statements: list[Statement], runs: list[list[Any]]) -> None:
    """Writes the statements to a file for the bare server, which is another process."""
    plain = [(s.text, s.piped, s.reads) for s in statements]
    path.write_bytes(pickle.dumps((plain, [[unwrapped(p) for p in run] for run in runs])))


def unwrapped(params: Any) -> Any:
    """Converts Jsonb wrappers to pairs, because their dumps function cannot be pickled."""
    if isinstance(params, dict):
        return {k: ("jsonb", v.obj) if isinstance(v, Jsonb) else v for k, v in params.items()}
    return params
