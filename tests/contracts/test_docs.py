"""The documentation points at what is there: pages, headings, files, and the names it says a file defines."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lianxin.cases.imports.mapping_rules import parse_mapping

CHECKOUT = Path(__file__).parents[2]
DOCS = CHECKOUT / "docs"
INDEX = DOCS / "README.md"
WHERE = DOCS / "where.md"
PAGES = sorted(path for path in (*CHECKOUT.glob("*.md"), *DOCS.rglob("*.md")))
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
PATH = re.compile(r"(?:src|docs|tests|tools|profiles|migrations|bench|web/(?:workbench|portal))/[\w./*-]*\w")
NAME = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)(?:\(.*\))?")
FILE = re.compile(r"\.(py|toml|md|csv|ts|vue|html|sql)$")
BUILT = "src/lianxin/web/static/workbench"


def text_of(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[tuple[str, str, str]]:
    """Text, path and anchor of every link to a place in the checkout; a picture inside a link counts as well."""
    for words, target in LINK.findall(text_of(page)):
        yield from ((inner, *place(to)) for inner, to in LINK.findall(words) if "://" not in to)
        if "://" not in target:
            yield words, *place(target)


def place(target: str) -> tuple[str, str]:
    path, _, anchor = target.partition("#")
    return path, anchor


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ +(.+)$", text_of(page), re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads)


@cache
def defined(file: Path) -> frozenset[str]:
    """What a Python file defines: names, `Class.member`, and what it hands on."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        found.update(names(node))
        if isinstance(node, ast.ClassDef):
            found.update(f"{node.name}.{name}" for part in node.body for name in names(part))
    return frozenset(found)


def names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Assign():
            return [each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.ImportFrom():
            return [alias.asname or alias.name for alias in node.names]
        case _:
            return []


def page_name(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


def test_there_are_pages_to_read() -> None:
    assert {"README.md", "README.zh-CN.md", "docs/tour.md", "docs/glossary.md"} <= set(map(page_name, PAGES))


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    astray = [
        f"{path}#{anchor}"
        for _, path, anchor in links(page)
        for target in [page.parent / path if path else page]
        if not target.exists() or (anchor and anchor not in anchors(target.resolve()))
    ]
    assert astray == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_file_a_page_names_exists(page: Path) -> None:
    named = [path for code in CODE.findall(text_of(page)) for path in code.split() if PATH.fullmatch(path.rstrip("/"))]
    missing = [path for path in named if path != BUILT and not any(CHECKOUT.glob(path.rstrip("/")))]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_name_that_is_linked_to_a_file_is_defined_there(page: Path) -> None:
    unknown = [
        f"{code} in {path}"
        for words, path, _ in links(page)
        if path.endswith(".py")
        for code in CODE.findall(words)
        if (name := NAME.fullmatch(code))
        and not FILE.search(code)
        and name[1] not in defined((page.parent / path).resolve())
    ]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_link_that_shows_a_file_name_leads_to_that_file(page: Path) -> None:
    misnamed = [
        f"{code} shown for {path}"
        for words, path, _ in links(page)
        for code in CODE.findall(words)
        if FILE.search(code) and not path.endswith(code)
    ]
    assert misnamed == []


def test_every_page_is_in_the_index() -> None:
    listed = {(INDEX.parent / path).resolve() for _, path, _ in links(INDEX) if path}
    pages = {page for page in PAGES if DOCS in page.parents and page != INDEX and page.parent.name != "adr"}
    assert sorted(page_name(page) for page in pages - listed) == []


def test_every_question_is_answered_by_one_path_and_a_name_defined_there() -> None:
    rows = re.findall(r"^\| (Where .+\?) \| (.+) \|$", WHERE.read_text(encoding="utf-8"), re.MULTILINE)
    wrong = [question for question, answer in rows if not answered(answer)]
    assert len(rows) >= 20
    assert wrong == []
    assert len({answer for _, answer in rows}) == len(rows)


def answered(answer: str) -> bool:
    """Whether the answer is one link whose text is a name that its file defines."""
    link = re.fullmatch(r"\[`([\w.]+)`\]\(([^)#]+)\)", answer)
    file = (DOCS / link[2]).resolve() if link else DOCS
    if not link or not file.is_file():
        return False
    if file.suffix == ".py":
        return link[1] in defined(file)
    defines = rf"^(export (const|function) {link[1]}\b|{link[1]} = |\[\"?{re.escape(link[1])}\"?\])"
    return re.search(defines, file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_every_example_of_a_mapping_can_be_used() -> None:
    page = (DOCS / "features/import.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert [parse_mapping(example, "docs").name for example in examples] == ["letters-2025"]
