"""What a unit's own reads answer with, where more than one feature gives a part."""

from dataclasses import dataclass

from lianxin.cases import answers
from lianxin.knowledge import FilledTemplate, ReplyTemplate


@dataclass(frozen=True)
class ReplyHelp:
    """For the one who writes a reply. `evidence` names the outcomes that must show some."""

    templates: list[FilledTemplate]
    together: list[answers.SameMatter]
    evidence: list[str]


@dataclass(frozen=True)
class TemplateVersion(ReplyTemplate):
    """One version of a reply template. `unit` is empty for the city's; empty `topic` and `outcome` fit all."""

    may_change: bool


@dataclass(frozen=True)
class TemplateVersions:
    """The templates a viewer may use, or the versions of one."""

    items: list[TemplateVersion]
    places: list[str]
