"""Generates small changes to a Python module: mutmut's operators, and `return None`.

Declarations are not changed: annotations, decorators, imports, docstrings.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

Operator = Callable[[Any], Iterable[cst.CSTNode]]

DECLARES: Final = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)


def string(node: cst.BaseString) -> Iterable[cst.CSTNode]:
    """Yields one changed string. Variants in upper and lower case would only give strings more weight."""
    return islice(mutators.operator_string(node), 1)


def returned(node: cst.Return) -> Iterator[cst.CSTNode]:
    """`return x` → `return None`"""
    if node.value is not None and not node.value.deep_equals(cst.Name("None")):
        yield node.with_changes(value=cst.Name("None"))


OPERATORS: Final = cast(
    "tuple[tuple[type[cst.CSTNode], str, Operator], ...]",
    (
        (cst.BaseNumber, "constant", mutators.operator_number),
        (cst.BaseString, "constant", string),
        (cst.Name, "boolean", mutators.operator_name),
        (cst.UnaryOperation, "not", mutators.operator_remove_unary_ops),
        (cst.CSTNode, "comparison", mutators.operator_keywords),
        (cst.CSTNode, "operator", mutators.operator_swap_op),
        (cst.AugAssign, "assignment", mutators.operator_augmented_assignment),
        (cst.IfExp, "branch", mutators.operator_if_exp),
        (cst.Match, "branch", mutators.operator_match),
        (cst.Return, "return", returned),
    ),
)


@dataclass(frozen=True)
class Mutant:
    """One change. `function` is the first and last line of the function it is in, None outside functions."""

    path: Path
    line: int
    operator: str
    function: tuple[int, int] | None
    before: str
    after: str
    source: str


@dataclass(frozen=True)
class _Change:
    old: cst.CSTNode
    new: cst.CSTNode
    operator: str
    line: int
    function: tuple[int, int] | None


class _Changes(cst.CSTVisitor):
    """Collects the changes that the operators make to each node."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Change] = []
        self.line = 1
        self.functions: list[tuple[int, int]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, DECLARES) or _is_docstring(node):
            return False
        place = self.get_metadata(PositionProvider, node, None)
        if place is not None:
            self.line = place.start.line
            if isinstance(node, cst.FunctionDef):
                self.functions.append((place.start.line, place.end.line))
        function = self.functions[0] if self.functions else None
        for kind, name, operator in OPERATORS:
            if isinstance(node, kind):
                self.found += [_Change(node, new, name, self.line, function) for new in operator(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef):
            self.functions.pop()


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.BaseString)


class Module:
    """A module and all its possible changes; `mutant` returns one of them as source."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        wrapper = MetadataWrapper(cst.parse_module(self.text))
        visitor = _Changes()
        wrapper.visit(visitor)
        self.tree, self.changes = wrapper.module, visitor.found

    def mutant(self, nth: int) -> Mutant:
        """Returns the source with only this change."""
        change = self.changes[nth]
        tree = cast("cst.Module", self.tree.deep_replace(change.old, change.new))
        lines, changed = self.text.splitlines(), tree.code.splitlines()
        at = next((no for no, pair in enumerate(zip(lines, changed, strict=False)) if pair[0] != pair[1]), 0)
        return Mutant(
            self.path, at + 1, change.operator, change.function, lines[at].strip(), changed[at].strip(), tree.code
        )
