"""Each of the project's own checks catches what it is for, and lets good work pass."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).parents[2]
CHECKS = CHECKOUT / "tools/checks.py"
UNDONE = "TO" + "DO"


@pytest.fixture(scope="module")
def checks() -> Iterator[ModuleType]:
    sys.path.insert(0, str(CHECKS.parent))  # where Python finds its neighbours when it runs as a script
    spec = importlib.util.spec_from_file_location("checks", CHECKS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["checks"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["checks"]
    sys.path.remove(str(CHECKS.parent))


def broken(checks: ModuleType, path: str, text: str) -> list[str]:
    return [problem.rule for problem in checks.problems(iter([checks.Source(path, text)]), {})]


def function_of(lines: int) -> str:
    return "def drawn_out() -> int:\n" + "    x = 1\n" * (lines - 2) + "    return x\n"


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("src/lianxin/cases/long.py", function_of(41), "function-length"),
        ("src/lianxin/cases/long.py", "x = 1\n" * 301, "file-length"),
        ("web/workbench/src/Long.vue", "<p/>\n" * 301, "file-length"),
        ("src/lianxin/utils.py", "", "vague-name"),
        ("web/workbench/src/services/case.ts", "", "vague-name"),
        ("src/lianxin/cases/orders.py", "class OrderManager: ...", "vague-name"),
        ("src/lianxin/cases/reads.py", "def card() -> dict[str, Any]: ...", "open-type"),
        ("src/lianxin/cases/reads.py", "class Card:\n    facts: Mapping[str, object]", "open-type"),
        ("src/lianxin/cases/reads.py", "Facts = dict[str, Any]", "open-type"),
        ("src/lianxin/cases/reads.py", "Facts: TypeAlias = Mapping[str, Any] | None", "open-type"),
        ("src/lianxin/cases/reads.py", "_Facts = dict[str, Any]\ndef card(facts: _Facts) -> None: ...", "open-type"),
        ("docs/tour.md", "see https://pypi." + "org/simple", "named-place"),
        ("docs/tour.md", "lies in /ro" + "ot/lianxin", "named-place"),
        ("src/lianxin/runtime/city.py", f"x = 1  # {UNDONE}: finish", "unfinished"),
        ("src/lianxin/cases/rules/states.py", "import psycopg", "pure-rules"),
        ("src/lianxin/cases/rules/states.py", "from lianxin.people import Actor", "pure-rules"),
        ("src/lianxin/cases/rules/states.py", "x = clock.now(UTC)", "pure-rules"),
        ("src/lianxin/cases/rules/states.py", "x = watch.monotonic()", "pure-rules"),
        ("src/lianxin/cases/orders.py", "x = datetime.now(UTC)", "clock-only"),
        ("tests/builders/cases.py", "Town(made=datetime.datetime.utcnow)", "clock-only"),
        ("bench/load.py", "from time import monotonic", "clock-only"),
        ("tools/checks.py", "x = date.today()", "clock-only"),
        ("tests/features/test_x.py", "x = time.time()", "clock-only"),
        ("src/lianxin/cases/queries.py", 'q = "SELECT 1 FROM t WHERE city_id = %s AND at < now()"', "clock-only"),
        ("src/lianxin/cases/queries.py", 'q = f"{columns} AND day = CURRENT_DATE"', "clock-only"),
        ("migrations/versions/0009_late.py", "from lianxin.runtime.schema import metadata", "frozen-migrations"),
        ("src/lianxin/cases/queries.py", 'q = "SELECT number FROM cases WHERE id = %s"', "statement-city"),
        ("src/lianxin/cases/queries.py", 'q = "UPDATE t SET at = random() WHERE city_id = %s"', "statement-volatile"),
        ("src/lianxin/cases/queries.py", 'KEEP = "SELECT number FROM cases WHERE city_id = %s"', "statement-name"),
        ("src/lianxin/cases/queries.py", '_MINE: LiteralString = OPEN + " AND c.lead = %(me)s"', "statement-name"),
        ("src/lianxin/calls/queries.py", 'q = "SELECT 1 FROM cases WHERE city_id = %s"', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'q = "SELECT 1 FROM calls k, staff s WHERE k.city_id = %s"', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'q = "LEFT JOIN citizens p ON p.id = k.citizen_id"', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'q = f"{asked} (SELECT title FROM cases c) {order}"', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'q = "DELETE FROM sessions WHERE city_id = %s"', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'q = "UPDATE cities SET speed = 2 WHERE city_id = %s"', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'q = "INSERT INTO events (city_id) VALUES (%s)"', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'work.add("texts", row)', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'work.change("work_orders", row.id, {"unit": unit})', "foreign-table"),
        ("src/lianxin/calls/queries.py", 'q = SQL(s).format(base=sql.Identifier("clocks"))', "foreign-table"),
        ("docs/tour.md", "word " * 25, "markdown-width"),
        ("docs/tour.md", f"- {'字' * 119}", "markdown-width"),
        ("docs/tour.md", "The case moves. The unit hears of it.", "markdown-sentence"),
        ("docs/tour.md", "1. It returns (see below.) `close` ends it.", "markdown-sentence"),
        ("docs/tour.md", "Why? **Because** it is late.", "markdown-sentence"),
        ("README.zh-CN.md", "不用另装数据库。有就用它。", "markdown-sentence"),
        ("README.zh-CN.md", "他说“好了吗？” `close` 结束。完。", "markdown-sentence"),
    ],
)
def test_a_check_catches_what_it_is_for(checks: ModuleType, path: str, text: str, rule: str) -> None:
    assert broken(checks, path, text) == [rule]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/lianxin/cases/short.py", function_of(40)),
        ("tests/features/test_long.py", function_of(41)),
        (
            "src/lianxin/cases/rules/states.py",
            "import datetime\nfrom lianxin.city.rules.limits import Limit",
        ),
        ("src/lianxin/cases/queries.py", 'q = "SELECT number FROM cases WHERE city_id = %s AND id = %s"'),
        ("src/lianxin/cases/queries.py", '"""Select what the viewer of a case may see."""'),
        ("src/lianxin/cases/queries.py", 'q = f"SELECT {columns} FROM {source} WHERE true"'),
        ("src/lianxin/calls/queries.py", 'q = "SELECT 1 FROM calls k JOIN seats s ON true WHERE k.city_id = %s"'),
        ("src/lianxin/calls/queries.py", 'q = "SELECT position FROM cities JOIN events e USING (city_id)"'),
        ("src/lianxin/calls/queries.py", 'q = "WITH cases AS (SELECT 1) SELECT 2 WHERE city_id IN (%s)"'),
        ("src/lianxin/calls/queries.py", 'words = "answers come from cases, clocks and callbacks"'),
        ("src/lianxin/calls/queries.py", 'work.add("calls", row)'),
        ("src/lianxin/cases/reads.py", "def change(**values: Any) -> Mapping[str, JsonValue]: ..."),
        ("tests/features/test_calls.py", 'q = "SELECT 1 FROM cases WHERE city_id = %s"'),
        ("src/lianxin/kernel/clock.py", "x = datetime.now(UTC)"),
        ("src/lianxin/cases/orders.py", "x = database.clock.now(), datetime.fromisoformat(said)"),
        ("bench/pages.py", 'js = "performance.now() - from"'),
        ("docs/tour.md", "data lies in /var/lib/lianxin, pages in /work/orders"),
        ("docs/tour.md", "| " + "A cell. Another sentence. " * 10 + " |"),
        ("docs/tour.md", "```\n" + "make demo. Then look. " * 10 + "\n```"),
        ("docs/tour.md", f"[`move`](../src/lianxin/{'deep/' * 30}states.py) decides"),
        ("docs/tour.md", f"https://example.test/{'path/' * 30}"),
        ("docs/tour.md", "1. Files, e.g. CSV or `a. B`, are read.\n2. **Keys.** Every action has one."),
        ("README.zh-CN.md", "每个数都能问“怎么算的？”，一直看到是哪些诉求。"),
    ],
)
def test_good_work_passes(checks: ModuleType, path: str, text: str) -> None:
    assert broken(checks, path, text) == []


def test_an_exception_silences_its_rule_and_no_other(checks: ModuleType) -> None:
    source = checks.Source("src/lianxin/utils.py", "x = 1\n" * 301)
    left = checks.problems(iter([source]), {"file-length": {"src/lianxin/utils.py": "a reason"}})
    assert [problem.rule for problem in left] == ["vague-name"]


def test_an_exception_nobody_needs_is_a_problem(checks: ModuleType) -> None:
    left = checks.problems(iter([]), {"file-length": {"src/lianxin/gone.py": "a reason"}})
    assert [str(problem) for problem in left] == [
        "src/lianxin/gone.py:0: file-length: its exception is not needed any more"
    ]


@pytest.fixture
def commits(checks: ModuleType) -> ModuleType:
    return sys.modules["check_commits"]


@pytest.mark.parametrize(
    "subject",
    [
        "files: re-encode photos in a confined process",
        "docs, tests: name the rooms of cases",
        "cases/core: lock the case before its orders",
        "kernel: `defer` takes the work's connection",
        'Revert "kernel: take the clock"',
    ],
)
def test_a_commit_subject_names_an_area_and_what_is_done(commits: ModuleType, subject: str) -> None:
    assert commits.subject_fault(subject) is None


@pytest.mark.parametrize(
    "subject", ["Tidy", "files: Re-encode photos", "files re-encode photos", "files: end it.", f"files: {'x' * 66}", ""]
)
def test_another_commit_subject_is_a_fault(commits: ModuleType, subject: str) -> None:
    assert commits.subject_fault(subject)


def test_commits_are_judged_after_the_base_and_in_a_shallow_clone_too(commits: ModuleType, tmp_path: Path) -> None:
    def git(*words: str, cwd: Path) -> str:
        author = ["-c", "user.name=A", "-c", "user.email=a@example.test"]
        return subprocess.run(
            ["git", *author, *words], cwd=cwd, check=True, capture_output=True, text=True
        ).stdout.strip()

    full, shallow, other = tmp_path / "full", tmp_path / "shallow", tmp_path / "other"
    full.mkdir()
    git("init", "--quiet", cwd=full)
    for subject in ("Everything stands", "docs: name the rooms", "Tidy"):
        git("commit", "--quiet", "--allow-empty", "--message", subject, cwd=full)
    base = git("rev-list", "--max-parents=0", "HEAD", cwd=full)
    git("clone", "--quiet", "--depth=2", full.as_uri(), str(shallow), cwd=tmp_path)
    git("clone", "--quiet", full.as_uri(), str(other), cwd=tmp_path)

    def faults(checkout: Path, after: str) -> list[str]:
        return [subject for _, subject, _ in commits.commit_faults(checkout, after)]

    assert faults(full, base) == faults(shallow, base) == ["Tidy"]
    assert faults(other, "0" * 40) == []  # a history that was rewritten


def test_a_commit_message_is_judged_by_its_first_line(commits: ModuleType, tmp_path: Path) -> None:
    message = tmp_path / "message"
    message.write_text("docs: name the rooms\n\nThe Old Names Said Nothing.\n")
    assert commits.main(str(message)) == 0
    message.write_text("# written by git\nTidy\n")
    assert commits.main(str(message)) == 1


ONE = ("src/lianxin/a.py", "LIMIT = 3\n\n\ndef count() -> int: ...\n")
OTHER = ("src/lianxin/b.py", "LIMIT: int = 4\n_count = 1\nlog = 2\n\n\n@router.get('/')\ndef count() -> int: ...\n")


def test_a_public_name_is_defined_once(checks: ModuleType) -> None:
    found = list(checks.duplicate_names([ONE, OTHER], {}))
    assert [name for name, _ in found] == ["LIMIT"]
    assert "src/lianxin/a.py, src/lianxin/b.py" in found[0][1]


def test_a_name_with_a_reason_may_be_defined_twice_and_an_idle_reason_is_reported(checks: ModuleType) -> None:
    assert list(checks.duplicate_names([ONE, OTHER], {"LIMIT": "two limits"})) == []
    assert [name for name, _ in checks.duplicate_names([ONE], {"LIMIT": "two limits"})] == ["LIMIT"]


def test_at_most_twenty_five_names_have_a_reason(checks: ModuleType) -> None:
    names = [f"name_{nth}" for nth in range(26)]
    text = "".join(f"{name} = 1\n" for name in names)
    found = list(checks.duplicate_names([("a.py", text), ("b.py", text)], dict.fromkeys(names, "a reason")))
    assert [name for name, _ in found] == ["exceptions"]
