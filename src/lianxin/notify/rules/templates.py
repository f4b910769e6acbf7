"""Message templates: read from TOML, checked whole before the first message, filled with facts."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from lianxin.kernel.errors import Invalid
from lianxin.notify.rules.occasions import TEMPLATES

LANGUAGES = ("zh-CN", "en")
"""Every template exists in these; a city may add more."""

_Table = Mapping[str, "str | _Table"]


class InvalidTemplate(Invalid):
    """A template is missing, unknown, or uses a fact it never gets. Says file, template, language and what is wrong."""

    code = "notify.invalid_template"


@dataclass(frozen=True)
class Wording:
    """One template in one language. `subject` is for mail; `text` is the whole message."""

    subject: str
    text: str

    def filled(self, facts: Mapping[str, str]) -> "Wording":
        return Wording(self.subject.format_map(facts), self.text.format_map(facts))


Templates = Mapping[str, Mapping[str, Wording]]


def read_templates(source: str, file: str, base: Templates | None = None) -> Templates:
    """Templates by name and language. `base` is what a city's file changes or adds to; the sum must be complete."""
    read = {name: dict(wordings) for name, wordings in (base or {}).items()}
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise InvalidTemplate(file=file, problem=str(error)) from None
    for name, languages in tables.items():
        if name not in TEMPLATES:
            raise InvalidTemplate(file=file, template=name, problem="no event sends this template")
        for language, wording in languages.items():
            read.setdefault(name, {})[language] = read_wording(wording, file, name, language)
    for name in TEMPLATES:
        for language in LANGUAGES:
            if language not in read.get(name, {}):
                raise InvalidTemplate(file=file, template=name, language=language, problem="missing")
    return read


def read_wording(wording: object, file: str, name: str, language: str) -> Wording:
    """One wording, its placeholders checked against the facts it will get."""
    where = {"file": file, "template": name, "language": language}
    match wording:
        case {"subject": str(subject), "text": str(text)}:
            pass
        case _:
            raise InvalidTemplate(**where, problem="needs subject and text")
    for used in [*placeholders(subject, where), *placeholders(text, where)]:
        if used not in TEMPLATES[name]:
            raise InvalidTemplate(**where, fact=used, problem="never told to this template")
    return Wording(subject, text)


def laid_over(base: Templates, messages: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Templates:
    """The program's wordings, changed and added to by a city's. What no event sends any more is left out."""
    mine = {
        name: {language: Wording(one["subject"], one["text"]) for language, one in languages.items()}
        for name, languages in messages.items()
        if name in base
    }
    return {name: {**wordings, **mine.get(name, {})} for name, wordings in base.items()}


def wording_problems(messages: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterator[tuple[str, str, str, str]]:
    """Template, language, field and what is wrong with a city's wordings; nothing when all can be filled."""
    for name, languages in messages.items():
        for language, wording in languages.items():
            if name not in TEMPLATES:
                yield name, language, "", "no event sends this template"
                continue
            for field in ("subject", "text"):
                for wrong in field_problems(name, field, wording[field]):
                    yield name, language, field, wrong


def field_problems(name: str, field: str, text: str) -> Iterator[str]:
    """What keeps one text from being filled."""
    try:
        used = placeholders(text, {"template": name})
    except InvalidTemplate as error:
        yield f"{field} cannot be filled in: {error.facts['problem']}"
        return
    for fact in used:
        if fact not in TEMPLATES[name]:
            yield f"{field} uses {{{fact}}}, which this message does not have"


def placeholders(text: str, where: Mapping[str, str]) -> list[str]:
    """The names in braces, without conversions or formats."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise InvalidTemplate(**where, problem=str(error)) from None
    if any(form or conversion for _, _, form, conversion in parts):
        raise InvalidTemplate(**where, problem="a fact is filled in as it is")
    return [name for _, name, _, _ in parts if name is not None]


def chosen(wordings: Mapping[str, Wording], language: str) -> str:
    """The language to use for a citizen's: itself, the same in another region, Chinese for Chinese, else English."""
    if language in wordings:
        return language
    primary = language.split("-", maxsplit=1)[0]
    return next((known for known in wordings if known.split("-")[0] == primary), "en")
