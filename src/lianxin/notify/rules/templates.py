"""Message templates: read from TOML, checked completely before the first message, filled with facts."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from lianxin.kernel.errors import Invalid
from lianxin.notify.rules.occasions import TEMPLATES

LANGUAGES = ("zh-CN", "en")
"""Every template exists in these languages; a city may add more."""

_Table = Mapping[str, "str | _Table"]


class InvalidTemplate(Invalid):
    """A template is missing, unknown, or uses an unknown fact. Facts: file, template, language, problem."""

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
    """Returns templates by name and language; raises InvalidTemplate.

    `base` is changed or extended by the file; the result must contain every template in every language of LANGUAGES.
    """
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
    """Returns one wording; raises InvalidTemplate, also for a placeholder without a fact."""
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
    """Returns the program's templates with a city's changes and additions; unknown templates are left out."""
    mine = {
        name: {language: Wording(one["subject"], one["text"]) for language, one in languages.items()}
        for name, languages in messages.items()
        if name in base
    }
    return {name: {**wordings, **mine.get(name, {})} for name, wordings in base.items()}


def wording_problems(messages: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterator[tuple[str, str, str, str]]:
    """Yields template, language, field and problem of a city's wordings that cannot be filled."""
    for name, languages in messages.items():
        for language, wording in languages.items():
            if name not in TEMPLATES:
                yield name, language, "", "no event sends this template"
                continue
            for field in ("subject", "text"):
                for wrong in field_problems(name, field, wording[field]):
                    yield name, language, field, wrong


def field_problems(name: str, field: str, text: str) -> Iterator[str]:
    """Yields the problems that prevent filling one text."""
    try:
        used = placeholders(text, {"template": name})
    except InvalidTemplate as error:
        yield f"{field} cannot be filled in: {error.facts['problem']}"
        return
    for fact in used:
        if fact not in TEMPLATES[name]:
            yield f"{field} uses {{{fact}}}, which this message does not have"


def placeholders(text: str, where: Mapping[str, str]) -> list[str]:
    """Returns the names in braces; raises InvalidTemplate for conversions and formats."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise InvalidTemplate(**where, problem=str(error)) from None
    if any(form or conversion for _, _, form, conversion in parts):
        raise InvalidTemplate(**where, problem="a fact is filled in as it is")
    return [name for _, name, _, _ in parts if name is not None]


def chosen(wordings: Mapping[str, Wording], language: str) -> str:
    """Returns the language for a citizen's: itself, the same language in another region, otherwise English."""
    if language in wordings:
        return language
    primary = language.split("-", maxsplit=1)[0]
    return next((known for known in wordings if known.split("-")[0] == primary), "en")
