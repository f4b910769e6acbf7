"""The one table of intake fields, and who reads it."""

from dataclasses import fields

import pytest

from lianxin.cases.commands.intake import IntakeForm
from lianxin.cases.imports.mapping_rules import COLUMN_NAMES
from lianxin.cases.imports.values_rules import FIELDS, LONGEST_FIELDS
from lianxin.cases.rules.intake_fields import (
    COMPANY_FACTS,
    INTAKE_FIELDS,
    CallbackContact,
    CitizenRequest,
    bound_of,
    text_too_long,
)
from lianxin.cases.rules.words import Nature
from lianxin.people import Person
from lianxin.web.portal.steps import FIELDS_OF_STEP, LIMITS


def test_the_table_has_every_field_of_a_request_and_of_whom_to_call_back():
    assert list(INTAKE_FIELDS) == [one.name for part in (CitizenRequest, CallbackContact) for one in fields(part)]


def test_a_field_has_the_kind_options_bound_and_proposals_its_line_says():
    nature = INTAKE_FIELDS["nature"]
    assert (nature.kind, nature.options, nature.proposable) == ("choice", tuple(Nature), True)
    assert (INTAKE_FIELDS["words"].limit, INTAKE_FIELDS["words"].kind) == (10_000, "prose")


@pytest.mark.parametrize(
    "name",
    ["expedite", "channel", "source", "source_key", "submitted_at", "form_time", "call_id", "latitude", "longitude"],
)
def test_a_model_proposes_nothing_that_a_person_or_the_machine_decides(name: str):
    assert not INTAKE_FIELDS[name].proposable


def test_the_operators_form_asks_for_every_field():
    asked = {one.name for one in fields(IntakeForm)} | {one.name for one in fields(Person)}
    assert set(INTAKE_FIELDS) <= asked


def test_a_foreign_table_may_bring_the_marked_fields_and_has_usual_names_for_each():
    columns = {one.name for one in INTAKE_FIELDS.values() if one.column}
    assert columns | {"key"} == set(FIELDS) == set(COLUMN_NAMES)


@pytest.mark.parametrize("name", ["words", "wish", "address", "praised", "name"])
def test_page_of_the_citizen_import_and_intake_have_one_bound(name: str):
    bound = bound_of(name)
    assert LIMITS[name] == LONGEST_FIELDS[name] == bound
    assert text_too_long({name: "字" * bound}) is None
    assert text_too_long({name: "字" * (bound + 1)}) == (name, bound, bound + 1)


@pytest.mark.parametrize("name", COMPANY_FACTS)
def test_the_facts_of_a_company_are_fields_of_the_citizens_form_too(name: str):
    assert LIMITS[name] == bound_of(name)
    assert name in FIELDS_OF_STEP["what"]


def test_a_field_without_a_bound_has_none():
    with pytest.raises(KeyError):
        bound_of("complained")
