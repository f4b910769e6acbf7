"""A citizen's own name is out of the search index, and hidden in the words of confidential cases."""

from dataclasses import replace

import pytest

from builders.cases import CHECKER, DISPATCHER, Town, a_town, handler
from lianxin.cases import SearchFilter, case_page, citizen_view, search_cases, sight_of
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.ids import new_id
from lianxin.people import SYSTEM, Person

WORDS = "我叫张建国，住3号楼，李秀英阿姨也知道，打138·0000·0000找我。垃圾没人清"
PERSON = Person("张建国先生", "13900000001")

STREET = handler("pudong-weifang")
DESK = replace(DISPATCHER, ref=f"staff:{new_id()}")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def found(town: Town, question: str) -> list[tuple[str, str]]:
    async with town.database.read(town.id) as work:
        sight = sight_of(DESK, await current_profile(work))
        page = await search_cases(work, sight, question, SearchFilter(), "", 10)
    return [(item.title, item.snippet.text) for item in page.items]


@pytest.mark.parametrize("confidential", [False, True])
async def test_no_case_is_found_by_its_citizens_own_name(town: Town, confidential: bool):
    await town.a_case(SYSTEM, words=WORDS, person=PERSON, confidential=confidential)
    assert await found(town, "垃圾")
    assert not await found(town, "张建国")
    assert not await found(town, "0000")


async def test_the_words_of_a_confidential_case_hide_names(town: Town):
    file = await town.a_case(SYSTEM, title="张建国反映垃圾", words=WORDS, person=PERSON, confidential=True)
    async with town.database.read(town.id) as work:
        profile = await current_profile(work)
        page = await case_page(work, DESK, profile, sight_of(DESK, profile), file.case.number)
    hidden = "我叫张**，住3号楼，李**阿姨也知道，打138****0000找我。垃圾没人清"
    assert page.words == hidden
    assert hidden in [entry.text for entry in page.history]
    assert page.case.title == "张**反映垃圾"
    assert await found(town, "垃圾") == [("张**反映垃圾", hidden)]


async def test_a_case_that_becomes_confidential_hides_names_in_its_title(town: Town):
    file = await town.a_case(SYSTEM, title="张建国反映垃圾", words=WORDS, person=PERSON)
    assert file.case.title == "张建国反映垃圾"
    file = await town.do("correct_case", file, DISPATCHER, confidential=True)
    assert file.case.title == "张**反映垃圾"


async def test_the_number_that_a_unit_names_for_citizens_is_shown_to_the_citizen(town: Town):
    file = await town.a_case(person=PERSON)
    await town.do("sign_order", file.orders[0], STREET)
    answer = "垃圾已清运。联系人王队长 13800000000。"
    await town.do("reply_order", file.orders[0], STREET, "solved", answer)
    await town.do("pass_check", file, CHECKER)
    async with town.database.read(town.id) as work:
        view = await citizen_view(work, file.case.link_token)
    assert answer in [entry.text for entry in view.story]
