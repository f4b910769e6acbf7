"""Finds statements that name a table of another package.

The owner of a table is the package that defines it by `Table(...)`; the definitions are parsed, not imported.
A statement names a table after FROM, JOIN, USING, INTO or UPDATE (keywords in capitals), a call in
`work.add("cases", …)`, `work.change("cases", …)` or `Identifier("cases")`.
Names composed at run time are not found.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

# Every package may read these in one statement with its own rows, so that a list and its position are one snapshot.
READ_BY_ALL: Final = frozenset({"cities", "events"})
PACKAGE: Final = re.compile(r"src/lianxin/(\w+)/")
WRITTEN: Final = re.compile(r"\b(?:INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?(\w+)")
JOINED: Final = re.compile(r"\bJOIN\s+(?:LATERAL\s+)?(\w+)")
LISTED: Final = re.compile(r"(?<!DELETE )\b(?:FROM|USING)\s+([^()]*?)(?=[()]|\b[A-Z]{2,}\b|$)", re.DOTALL)
WRITING_CALLS: Final = frozenset({"add", "change", "Identifier"})


def package_of(path: str) -> str:
    """Returns the package of a file; empty outside the program."""
    found = PACKAGE.match(path)
    return found[1] if found else ""


def owners_of(nodes: Iterable[tuple[str, ast.AST]]) -> dict[str, str]:
    """Returns table → package, from the (path, node) pairs of the whole program."""
    found = ((path, named_by(node, {"Table"})) for path, node in nodes)
    return {table: package_of(path) for path, table in found if table}


def named_by(node: ast.AST, calls: Iterable[str]) -> str:
    """Returns the first argument of a call to one of these functions, if it is a plain string; else empty."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(first)), *_]):
            return first if name in calls else ""
        case _:
            return ""


def written_by(statement: str) -> set[str]:
    """Returns the tables that a statement changes."""
    return {found[1] for found in WRITTEN.finditer(statement)}


def read_by(statement: str) -> set[str]:
    """Returns the tables that a statement reads."""
    parts = (part.split() for found in LISTED.finditer(statement) for part in found[1].split(","))
    return {found[1] for found in JOINED.finditer(statement)} | {words[0] for words in parts if words}


def foreign_tables(
    package: str, owners: Mapping[str, str], strings: Iterable[tuple[ast.expr, str]], nodes: Iterable[ast.AST]
) -> Iterator[tuple[int, str]]:
    """Yields (line, message) for every table of another package that this file's strings and calls name."""
    foreign = {table for table, owner in owners.items() if owner != package}
    for node, text in strings:
        for table in sorted(foreign & (written_by(text) | (read_by(text) - READ_BY_ALL))):
            yield node.lineno, f"{table} belongs to {owners[table]}, which has a function for it or gets one"
    for node in nodes:
        if isinstance(node, ast.Call) and (table := named_by(node, WRITING_CALLS)) in foreign:
            yield node.lineno, f"{table} belongs to {owners[table]}, which has a function for it or gets one"
