"""Checks that each public name is defined once in the program, so that a search for it finds one thing."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

MOST_EXCEPTIONS: Final = 25
REGISTERED: Final = "router", "app"
"""Objects whose decorators register functions, which are then called by route or command, not by name."""
NOT_NAMES: Final = "log", "TypeVar", "ParamSpec"
"""Names that may repeat: the logger of a module and type variables."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def duplicate_names(files: Iterable[tuple[str, str]], allowed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Returns (name, problem) for files given as (path, text).

    `allowed` is name → reason; a reason that is not needed is a problem too.
    """
    places: defaultdict[str, set[str]] = defaultdict(set)
    for path, text in files:
        for name in public_names(ast.parse(text)):
            places[name].add(path)
    several = {name: paths for name, paths in places.items() if len(paths) > 1}
    for name in sorted(several.keys() - allowed.keys()):
        yield name, f"is defined in {', '.join(sorted(several[name]))}"
    for name in sorted(allowed.keys() - several.keys()):
        yield name, "its exception is not needed any more"
    if len(allowed) > MOST_EXCEPTIONS:
        yield "exceptions", f"{len(allowed)} names have one, at most {MOST_EXCEPTIONS} may"


def public_names(tree: ast.Module) -> Iterator[str]:
    """Yields classes, functions and constants of a module, except private and registered ones."""
    for node in tree.body:
        for name in _named(node):
            if not name.startswith("_") and name not in (*REGISTERED, *NOT_NAMES):
                yield name


def _named(node: ast.stmt) -> list[str]:
    if isinstance(node, Definition):
        return [] if any(map(_registers, node.decorator_list)) else [node.name]
    value = node.value if isinstance(node, ast.Assign) else None
    if isinstance(value, ast.Call) and ast.unparse(value.func) in NOT_NAMES:
        return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _registers(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).split(".")[0].split("(")[0] in REGISTERED
