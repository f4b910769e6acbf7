"""Finds public signatures with an open dictionary, such as `dict[str, Any]`: their keys and values are unknown.

A signature says a dataclass, or `JsonValue` for documents whose shape is not checked yet. `**parameters: Any` may stay:
the parameters of a statement and the facts of an error are whatever their reader takes.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

OPEN: Final = re.compile(r"(?:[Dd]ict|(?:Mutable)?Mapping)\[str, (?:Any|object)\]")


def open_types(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yields (line, what) for each public function, method, field and alias of a module whose type is open."""
    aliases = dict(_aliases(tree))
    for name, line in aliases.items():
        if not name.startswith("_"):
            yield line, f"{name} is an open type"
    shown = re.compile("|".join([OPEN.pattern, *(rf"\b{name}\b" for name in aliases)]))
    for line, what, annotation in _annotations(tree.body):
        if annotation is not None and shown.search(ast.unparse(annotation)):
            yield line, f"{what} has the open type {ast.unparse(annotation)}"


def _aliases(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target = node.targets[0]
        elif isinstance(node, ast.AnnAssign) and "TypeAlias" in ast.unparse(node.annotation):
            target = node.target
        else:
            continue
        if node.value is not None and not isinstance(node.value, ast.Call) and OPEN.search(ast.unparse(node.value)):
            yield ast.unparse(target), node.lineno


def _annotations(body: list[ast.stmt]) -> Iterator[tuple[int, str, ast.expr | None]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _annotations(node.body)
        elif isinstance(node, ast.AnnAssign) and not ast.unparse(node.target).startswith("_"):
            yield node.lineno, ast.unparse(node.target), node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(node.name):
            for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
                yield node.lineno, f"{argument.arg} of {node.name}", argument.annotation
            yield node.lineno, f"the result of {node.name}", node.returns


def _is_public(name: str) -> bool:
    return not name.startswith("_") or name == "__init__"
