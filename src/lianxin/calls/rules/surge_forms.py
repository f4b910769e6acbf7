"""Temporary forms of surge mode: what a field may ask, and what may be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lianxin.kernel.errors import BadField

MOST_FIELDS: Final = 20
LONGEST_LABEL: Final = 40
LONGEST_ANSWER: Final = 500
MOST_OPTIONS: Final = 20


class SurgeFieldKind(StrEnum):
    """What a field takes: words, a whole number, or one of its options."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True)
class SurgeField:
    """A field of a temporary form, for example the number of people or the days for which medicine lasts."""

    label: str
    kind: SurgeFieldKind = SurgeFieldKind.TEXT
    options: list[str] = field(default_factory=list[str])
    required: bool = False


def check_surge_fields(fields: Sequence[SurgeField]) -> None:
    """Raises BadField unless each field has a label of its own, and options exactly if it is a choice."""
    labels = [one.label.strip() for one in fields]
    if len(fields) > MOST_FIELDS:
        raise BadField(field="fields", problem="too_many")
    if len(set(labels)) < len(labels) or not all(0 < len(label) <= LONGEST_LABEL for label in labels):
        raise BadField(field="label", problem="not_its_own")
    for one in fields:
        given = [option for option in one.options if 0 < len(option.strip()) <= LONGEST_LABEL]
        wanted = range(2, MOST_OPTIONS + 1) if one.kind is SurgeFieldKind.CHOICE else range(1)
        if len(set(given)) not in wanted or len(set(given)) < len(one.options):
            raise BadField(field=one.label, problem="options")


def read_surge_answers(fields: Sequence[SurgeField], answers: Mapping[str, str]) -> dict[str, str]:
    """Returns the answers by label, without empty ones, in the order of the fields. Raises BadField."""
    if unknown := set(answers) - {one.label for one in fields}:
        raise BadField(field=min(unknown), problem="unknown")
    read = {one.label: _answer(one, answers.get(one.label, "").strip()) for one in fields}
    return {label: answer for label, answer in read.items() if answer}


def _answer(asked: SurgeField, answer: str) -> str:
    """Returns one answer; raises BadField."""
    if not answer:
        if asked.required:
            raise BadField(field=asked.label, problem="empty")
        return ""
    wrong = {
        SurgeFieldKind.TEXT: len(answer) > LONGEST_ANSWER,
        SurgeFieldKind.NUMBER: not (answer.isascii() and answer.isdecimal() and len(answer) <= len("999999")),
        SurgeFieldKind.CHOICE: answer not in asked.options,
    }
    if wrong[asked.kind]:
        raise BadField(field=asked.label, problem="not_one_of_these" if asked.options else "out_of_range")
    return answer
