"""Messages of a foreign table become cases: each once, however often the file is taken in, and bad rows apart."""

import asyncio
import csv
from pathlib import Path

import pytest
from psycopg.errors import DeadlockDetected

from builders.cases import OFFICE, OPERATOR, Town, a_town
from builders.standin import write_standin
from lianxin.cases import IntakeForm, sweep, verify_city
from lianxin.cases.imports import ImportReport, UnreadableFile, import_file
from lianxin.cases.imports.write import IMPORT_BATCH, Importing
from lianxin.kernel.database import Database
from lianxin.people import NotPermitted

MAPPINGS = Path(__file__).parents[1] / "mappings"
BESIDE = Path(__file__).parents[3] / "shared" / "data"
HEADER = ["key", "words", "title", "phone", "nature", "topic", "district", "address", "submitted_at", "reply"]


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


def a_row(number: int, **said: str) -> dict[str, str]:
    told = {
        "key": f"m{number}",
        "words": f"第{number}号楼下夜市扰民，凌晨仍在营业。",
        "phone": f"139{number:08d}",
        "nature": "投诉",
        "topic": "01.01.01",
        "district": "310115",
        "submitted_at": "2026-11-20 10:00:00",
    }
    return {**told, **said}


def a_file(folder: Path, rows: list[dict[str, str]], name: str = "messages.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def a_mapping(folder: Path) -> Path:
    path = folder / "mapping.toml"
    fields = "".join(f'{name} = "{name}"\n' for name in HEADER if name != "reply")
    path.write_text(f'[source]\nname = "test"\n\n[fields]\n{fields}\n[extra]\nreply = "reply"\n', "utf-8")
    return path


async def taken(town: Town, path: Path, actor=OFFICE, **more) -> ImportReport:
    folder = path.parent
    rejects = folder / "rejects.csv"
    return await import_file(town.database, town.id, actor, path, a_mapping(folder), rejects_path=rejects, **more)


def figures(report: ImportReport) -> tuple[int, int, int, int]:
    return report.rows, report.accepted, report.duplicates, report.rejects


def rejected(folder: Path) -> list[dict[str, str]]:
    with (folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def drafts(folder: Path) -> list[Path]:
    return list(folder.glob(".rejects*"))


async def statuses(town: Town) -> list[tuple[str, int]]:
    return await town.tuples("SELECT status, count(*) FROM cases WHERE city_id = %(city)s GROUP BY 1 ORDER BY 1")


async def test_every_row_becomes_a_case_that_the_rules_sent_or_that_waits_for_a_person(town: Town, tmp_path: Path):
    report = await taken(town, a_file(tmp_path, [a_row(1), a_row(2, topic=""), a_row(3, district="")]))
    assert figures(report) == (3, 3, 0, 0)
    assert await statuses(town) == [("handling", 1), ("screening", 2)]


async def test_taking_the_same_file_in_twice_doubles_nothing(town: Town, tmp_path: Path):
    path = a_file(tmp_path, [a_row(n) for n in range(5)])
    await taken(town, path)
    assert figures(await taken(town, path)) == (5, 0, 5, 0)
    assert sum(count for _status, count in await statuses(town)) == 5


async def test_a_key_that_stands_twice_in_a_file_is_taken_once(town: Town, tmp_path: Path):
    report = await taken(town, a_file(tmp_path, [a_row(1, words="先说的这一句。"), a_row(2), a_row(1)]))
    assert figures(report) == (3, 2, 1, 0)
    kept = await town.tuples("SELECT title FROM cases WHERE city_id = %(city)s AND source_key = 'm1'")
    assert kept == [("先说的这一句",)]


async def test_bad_rows_go_to_the_rejects_file_with_number_and_reason_and_the_rest_go_in(town: Town, tmp_path: Path):
    rows = [
        a_row(1),
        a_row(2, topic="99.99.99"),
        a_row(3, words=""),
        a_row(4, nature="吵架"),
        a_row(5, district="110101"),
        a_row(6, words="长" * 10_001),
        a_row(7, submitted_at="昨天"),
        a_row(8, phone="1390000"),
        a_row(9),
    ]
    report = await taken(town, a_file(tmp_path, rows))
    assert figures(report) == (9, 2, 0, 7)
    told = {row["reject_row"]: row["reject_code"] for row in rejected(tmp_path)}
    expected = {"3": "unknown_code", "4": "missing", "5": "unknown_value", "6": "unknown_code", "7": "too_long"}
    assert told == {**expected, "8": "bad_time", "9": "bad_phone"}
    assert all(row["reject_reason"] for row in rejected(tmp_path))


async def test_a_corrected_rejects_file_can_be_taken_in_with_the_same_mapping(town: Town, tmp_path: Path):
    await taken(town, a_file(tmp_path, [a_row(1), a_row(2, topic="99.99.99")]))
    rows = [{**row, "topic": "01.01.01"} for row in rejected(tmp_path)]
    again = tmp_path / "again.csv"
    with again.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert figures(await taken(town, again)) == (1, 1, 0, 0)


async def test_a_row_that_breaks_its_batch_is_left_out_alone(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from lianxin.cases.imports import write
    from lianxin.kernel.errors import Invalid

    honest = write.send_opened

    async def send(opened, actor):
        if opened.file.case.source_key == "m3":
            raise Invalid(cause="as if a rule refused it")
        await honest(opened, actor)

    monkeypatch.setattr(write, "send_opened", send)
    report = await taken(town, a_file(tmp_path, [a_row(n) for n in range(6)]))
    assert figures(report) == (6, 5, 0, 1)
    assert [(row["reject_key"], row["reject_code"]) for row in rejected(tmp_path)] == [("m3", "not_taken")]


async def test_a_run_that_was_killed_is_simply_run_again(town: Town, tmp_path: Path):
    path = a_file(tmp_path, [a_row(n) for n in range(3 * IMPORT_BATCH)])
    begun = asyncio.Event()
    run = asyncio.create_task(taken(town, path, progress=lambda _share, _rows: begun.set()))
    await begun.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    there = sum(count for _status, count in await statuses(town))
    assert there % IMPORT_BATCH == 0
    assert 0 < there < 3 * IMPORT_BATCH
    assert drafts(tmp_path) == []
    assert figures(await taken(town, path)) == (3 * IMPORT_BATCH, 3 * IMPORT_BATCH - there, there, 0)


async def test_two_runs_of_one_file_at_once_take_every_row_once(town: Town, tmp_path: Path):
    rows = [a_row(n) for n in range(40)]
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    reports = await asyncio.gather(*(taken(town, a_file(folder, rows)) for folder in folders))
    assert sum(report.accepted for report in reports) == 40
    assert sum(report.duplicates for report in reports) == 40


async def test_what_the_table_said_beyond_our_fields_stays_beside_the_case_and_out_of_the_log(
    town: Town, tmp_path: Path
):
    await taken(town, a_file(tmp_path, [a_row(1, reply="已责令停业整顿。")]))
    kept = await town.tuples("SELECT kind, data FROM side_records WHERE city_id = %(city)s")
    assert kept == [("imported", {"reply": "已责令停业整顿。"})]
    said = await town.tuples("SELECT count(*) FROM events WHERE city_id = %(city)s AND data::text LIKE '%%停业%%'")
    assert said == [(0,)]


async def test_imported_cases_are_found_by_their_words_and_have_their_clocks_and_positions(town: Town, tmp_path: Path):
    await taken(town, a_file(tmp_path, [a_row(n) for n in range(30)]))
    found = await town.tuples(
        "SELECT count(*) FROM case_search WHERE city_id = %(city)s AND words @@ '''夜市'''::tsquery"
    )
    assert found == [(30,)]
    undue = await town.tuples("SELECT count(*) FROM cases WHERE city_id = %(city)s AND next_due_at IS NULL")
    assert undue == [(0,)]
    [(last, count)] = await town.tuples("SELECT max(position), count(*) FROM events WHERE city_id = %(city)s")
    assert last == count


async def test_an_imported_case_keeps_when_it_was_said_but_its_clocks_begin_now(town: Town, tmp_path: Path):
    await taken(town, a_file(tmp_path, [a_row(1, submitted_at="2019-03-01 08:00:00")]))
    [(submitted, opened, due)] = await town.tuples(
        "SELECT submitted_at::text, opened_at, due_at FROM cases WHERE city_id = %(city)s"
    )
    assert submitted == "2019-03-01 00:00:00+00"
    assert opened == town.clock.now()
    assert due > opened
    async with town.begin() as work:
        assert await sweep(work) == 0


async def test_the_facts_of_a_company_are_read_from_columns_with_usual_names(town: Town, tmp_path: Path):
    path = tmp_path / "shops.csv"
    path.write_text("内容,企业名称,订单号,金额\n买的鞋开胶，店家不退。,某某鞋业,A-77,128元\n", encoding="utf-8")
    await import_file(town.database, town.id, OFFICE, path, rejects_path=tmp_path / "rejects.csv")
    facts = await town.tuples("SELECT company, order_number, paid FROM cases WHERE city_id = %(city)s")
    assert facts == [("某某鞋业", "A-77", "128元")]


async def test_progress_is_told_after_every_batch_and_ends_at_one(town: Town, tmp_path: Path):
    told: list[tuple[float, int]] = []
    path = a_file(tmp_path, [a_row(n) for n in range(IMPORT_BATCH + 1)])
    await taken(town, path, progress=lambda share, rows: told.append((share, rows)))
    assert max(told) == (1.0, IMPORT_BATCH + 1)
    assert len(told) == 2


async def test_real_messages_are_taken_whole(town: Town, tmp_path: Path, pytestconfig: pytest.Config):
    real = Path(pytestconfig.getoption("--real-data") or BESIDE) / "fuzhou12345" / "appeals.csv"
    path = real if real.exists() else write_standin(tmp_path / "fuzhou.csv", "fuzhou")
    run = import_file(
        town.database, town.id, OFFICE, path, MAPPINGS / "fuzhou.toml", rejects_path=tmp_path / "rejects.csv"
    )
    assert figures(await run) == (1000, 1000, 0, 0)
    assert (await verify_city(town.database, town.id)).findings == []
    natures = await town.tuples("SELECT DISTINCT nature FROM cases WHERE city_id = %(city)s")
    assert len(natures) == 5


async def test_only_who_may_import_does(town: Town, tmp_path: Path):
    with pytest.raises(NotPermitted) as refused:
        await taken(town, a_file(tmp_path, [a_row(1)]), OPERATOR)
    assert refused.value.facts["roles_that_may"] == ["shift_lead", "hotline_office", "administrator"]


async def test_a_file_that_is_no_table_is_refused_whole(town: Town, tmp_path: Path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    with pytest.raises(UnreadableFile):
        await taken(town, empty)


async def test_a_batch_in_the_way_of_another_is_written_again(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real, tried = Importing.write, list[int]()

    async def write(self: Importing, forms: list[IntakeForm]) -> None:
        tried.append(len(forms))
        if len(tried) == 1:
            raise DeadlockDetected
        await real(self, forms)

    monkeypatch.setattr(Importing, "write", write)
    report = await taken(town, a_file(tmp_path, [a_row(n) for n in range(3)]))
    assert (report.accepted, report.rejects, tried) == (3, 0, [3, 3])


async def test_after_the_first_batch_of_a_new_database_the_planner_knows_its_rows(town: Town, tmp_path: Path):
    counted = "SELECT reltuples >= 0 FROM pg_class WHERE oid = 'events'::regclass"
    async with town.begin() as work:
        await work.run("TRUNCATE events")  # PostgreSQL forgets the count of a table that it empties
        assert await work.column(bool, counted) == [False]
    await taken(town, a_file(tmp_path, [a_row(number) for number in range(3)]))
    async with town.begin() as work:
        assert await work.column(bool, counted) == [True]
