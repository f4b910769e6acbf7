"""Finds constants that contain SQL and are named by one word, such as `KEEP`: nobody can tell what they do."""

import ast
import re
from collections.abc import Iterator
from typing import Final

SQL: Final = re.compile(
    r"\b(SELECT|INSERT INTO|DELETE FROM|FROM|WHERE|EXISTS|ORDER BY|GROUP BY|AND|RETURNING)\b|\bUPDATE \w+ SET\b"
)
ONE_WORD: Final = re.compile(r"_?[A-Z]+")


def short_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yields (line, what) for each constant of a module that contains SQL under a name of one word."""
    for node in tree.body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        if not isinstance(target, ast.Name) or not ONE_WORD.fullmatch(target.id):
            continue
        texts = (
            part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        if any(SQL.search(text) for text in texts):
            yield node.lineno, f"{target.id} is SQL: say what it selects or changes in two words"
