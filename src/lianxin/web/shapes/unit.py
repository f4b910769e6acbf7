"""Answers for units that combine parts of several features: help with a reply, reply templates."""

from dataclasses import dataclass

from lianxin.cases import answers
from lianxin.knowledge import FilledTemplate, ReplyTemplate


@dataclass(frozen=True)
class ReplyHelp:
    """Help with a reply: filled templates, orders about the same matter, and the outcomes that require evidence."""

    templates: list[FilledTemplate]
    together: list[answers.SameMatter]
    evidence: list[str]


@dataclass(frozen=True)
class TemplateVersion(ReplyTemplate):
    """One version of a reply template. An empty `unit` means the city; empty `topic` and `outcome` fit every reply."""

    may_change: bool


@dataclass(frozen=True)
class TemplateVersions:
    """The templates a viewer may use, or the versions of one; `places` are the placeholders that a body may use."""

    items: list[TemplateVersion]
    places: list[str]
