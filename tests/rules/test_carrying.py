"""A draft on a newer version: changes of both are kept, a row that both changed is the draft's and named."""

from hypothesis import given
from hypothesis import strategies as st

from builders.cases import shanghai
from lianxin.city.rules.carrying import BothChanged, carried
from lianxin.city.rules.differences import profile_differences
from lianxin.city.rules.document import Document
from lianxin.city.rules.sections import SECTIONS, keyed, put_row, rows_of, with_rows

DUTY = SECTIONS["duty"]
MOST = 15  # rows of each CSV table: carrying reads all of them for every example


def short(document: Document) -> Document:
    """The document with the first rows of each CSV table."""
    for section in SECTIONS.values():
        if section.shape == "csv":
            document = with_rows(document, section, rows_of(document, section)[:MOST])
    return document


BASE = short(shanghai().to_document())
ROWS = rows_of(BASE, DUTY)
edits = st.dictionaries(st.integers(0, 11), st.sampled_from(["甲", "乙", None]), max_size=6)


def edited(what: dict[int, str | None]) -> Document:
    """The first rows of the duty list with another basis, or gone (None)."""
    document = BASE
    for nth, basis in what.items():
        document = put_row(document, DUTY, ROWS[nth], {**ROWS[nth], "basis": basis} if basis else None, None)
    return document


@given(edits)
def test_on_an_unchanged_version_the_draft_is_what_it_was(mine: dict[int, str | None]):
    document, both = carried(BASE, edited(mine), BASE)
    assert (profile_differences(document, edited(mine)), both) == ([], [])


@given(edits, edits)
def test_every_change_of_both_is_there_and_a_row_both_changed_is_the_drafts_and_named(
    mine: dict[int, str | None], theirs: dict[int, str | None]
):
    document, both = carried(BASE, edited(mine), edited(theirs))
    rows = keyed(DUTY, rows_of(document, DUTY))
    for nth, row in enumerate(ROWS[:12]):
        wanted = mine.get(nth, theirs.get(nth, row.get("basis")))
        found = rows.get(row["topic"])
        assert (found.get("basis") if found else None) == wanted
    clashes = {nth for nth in mine.keys() & theirs.keys() if mine[nth] != theirs[nth]}
    assert both == [
        BothChanged("duty", ROWS[nth]["topic"]) for nth in sorted(clashes, key=lambda nth: order(mine, nth))
    ]
    assert len(rows) == len(ROWS) - sum(wanted is None for wanted in {**theirs, **mine}.values())


def order(mine: dict[int, str | None], nth: int) -> tuple[bool, int]:
    """Changed rows come in their order, those that are gone behind them."""
    return mine[nth] is None, nth


def test_a_table_whose_rows_have_no_keys_is_taken_whole():
    returns = SECTIONS["returns"]
    [row] = rows_of(BASE, returns)
    mine = put_row(BASE, returns, row, {**row, "most": 7}, None)
    theirs = put_row(BASE, returns, row, {**row, "most": 8}, None)
    document, both = carried(BASE, mine, theirs)
    assert rows_of(document, returns)[0]["most"] == 7
    assert both == [BothChanged("returns", "")]
    assert carried(BASE, mine, mine)[1] == []


def test_a_row_added_stands_behind_those_it_stood_behind():
    mine = put_row(BASE, SECTIONS["topic_rule"], None, {**rows_of(BASE, SECTIONS["topic_rule"])[0], "code": "neu"}, 2)
    document, both = carried(BASE, mine, BASE)
    assert both == []
    assert [row["code"] for row in rows_of(document, SECTIONS["topic_rule"])][1] == "neu"
