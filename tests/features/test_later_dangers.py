"""What a citizen adds after opening is read for dangers by the rules that read the first words."""

import re
from pathlib import Path

import pytest

from builders.cases import DISPATCHER, OFFICE, OPERATOR, SHIFT_LEAD, Town, a_town, handler, shanghai
from lianxin.cases import CaseFile, OwnWords, act_as_citizen, sight_of, verify_city, work_list
from lianxin.cases.citizen.commands import CITIZEN_DOES
from lianxin.cases.rules.words import CITIZENS_WORDS, SPOKEN_RECORDS, TextKind
from lianxin.kernel.database import Database

FIRE = "现在楼上着火了，有人被困在里面"
UNIT = "pudong-weifang"
STREET = handler(UNIT)
SOURCE = Path(__file__).parents[2] / "src/lianxin/cases"
WRITTEN_BY_STAFF = {
    "praised", "answer", "reply", "return_reason", "return_decision", "question", "reason", "ruling", "opinion",
    "invitation", "precedent", "check_note", "finding", "note", "plan", "extension", "summary", "receipt",
}  # fmt: skip
RECORDS_OF_STAFF = {
    "emergency", "refusal", "praise", "extension", "suspension", "exclusion", "supervision", "field_visit",
    "media_case", "proposal", "publication", "second", "ring",
}  # fmt: skip


def test_every_kind_of_text_is_either_the_citizens_or_staffs():
    """A new kind of text fails here until somebody decides whether a citizen's words enter by it."""
    assert set(TextKind) == CITIZENS_WORDS | WRITTEN_BY_STAFF
    assert not CITIZENS_WORDS & WRITTEN_BY_STAFF


def test_every_side_record_is_either_the_citizens_or_staffs():
    """A new side record with words fails here until somebody decides whether a citizen's words enter by it."""
    made = re.compile(r"side_record\(\s*(?:at\.)?file, (\"?\w+\"?)")
    kinds = {kind.strip('"').lower() for path in SOURCE.rglob("*.py") for kind in made.findall(path.read_text())}
    assert kinds == SPOKEN_RECORDS | RECORDS_OF_STAFF


def test_every_field_of_the_citizens_page_is_read():
    """Words on the own page reach a case only by `act_as_citizen`, which reads them; a new input needs a thought."""
    assert {asked.__name__ for asked, _ in CITIZEN_DOES.values()} == {"OwnWords", "MaybeOwnWords", "Verdict"}


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def dangers(town: Town, file: CaseFile) -> list[str]:
    records = await town.events(file, "case.side_recorded")
    return [one["status"] for one in records if one["record"] == "danger"]


async def says(town: Town, file: CaseFile, name: str, words: str = FIRE) -> CaseFile:
    async with town.begin() as work:
        await act_as_citizen(work, file.case.link_token, name, OwnWords(words))
    return await town.look(file)


@pytest.mark.parametrize("name", ["add_words", "urge", "ask_withdrawal"])
async def test_words_on_the_own_page_make_the_case_critical(town: Town, name: str):
    file = await town.a_case()
    file = await says(town, file, name)
    assert (file.case.urgency, await dangers(town, file)) == ("critical", ["found"])
    assert (await verify_city(town.database, town.id)).findings == []


@pytest.mark.parametrize("name", ["append_words", "urge_case", "tell_progress"])
async def test_words_that_an_operator_takes_down_are_read(town: Town, name: str):
    file = await town.do(name, await town.a_case(), OPERATOR, FIRE)
    assert (file.case.urgency, await dangers(town, file)) == ("critical", ["found"])


async def test_what_a_unit_heard_at_its_contact_is_read(town: Town):
    file = await town.a_case()
    await town.do("sign_order", file.orders[0], STREET)
    file = await town.do("log_contact", file.orders[0], STREET, FIRE)
    assert (file.case.urgency, await dangers(town, file)) == ("critical", ["found"])


async def test_an_objection_is_read(town: Town):
    file = await town.withdrawn(await town.a_case())
    file = await says(town, file, "object")
    assert (file.case.status, file.case.urgency, await dangers(town, file)) == (
        "pending_dispatch", "critical", ["found"],
    )  # fmt: skip


async def test_ordinary_words_change_nothing(town: Town):
    file = await says(town, await town.a_case(), "add_words", "三号楼东侧，每天晚上十点以后")
    assert (file.case.urgency, await dangers(town, file)) == ("normal", [])


async def test_words_of_staff_about_their_work_are_not_read(town: Town):
    file = await town.do("add_note", await town.a_case(), SHIFT_LEAD, "现场火已扑灭，有人被困的消息不实。")
    assert (file.case.urgency, await dangers(town, file)) == ("normal", [])


async def test_whoever_works_on_the_primary_hears_of_a_danger_in_a_merged_case(town: Town):
    primary, merged = await town.a_case(), await town.a_case()
    await town.do("merge_case", merged, DISPATCHER, primary.case.number, "同一件事")
    merged = await says(town, merged, "add_words")
    primary = await town.look(primary)
    assert (merged.case.urgency, primary.case.urgency) == ("critical", "critical")
    assert (await dangers(town, merged), await dangers(town, primary)) == ([], ["found"])
    assert (await verify_city(town.database, town.id)).findings == []


async def test_the_case_comes_first_and_can_be_handed_over(town: Town):
    await town.a_case(unit="", topic="", street="")
    later = await town.a_case(unit="", topic="", street="")
    later = await says(town, later, "add_words")
    async with town.begin() as work:
        page = await work_list(work, sight_of(OFFICE, shanghai()), "dispatch")
    assert (page.items[0].number, page.dangers) == (later.case.number, 1)
    file = await town.do("transfer_emergency", later, OPERATOR, "119")
    assert await dangers(town, file) == ["found", "over"]
