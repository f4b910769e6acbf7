"""Checks the menus of the telephone: where keys and silence lead, and that each announcement has a text."""

from collections.abc import Iterator, Mapping
from typing import Final

from lianxin.city.rules.sources import Problem, Sources, tables_at
from lianxin.city.rules.telephone import TelephoneRules
from lianxin.city.rules.telephone_menus import MenuChoice, MenuRule
from lianxin.city.rules.telephone_texts import PLACEHOLDERS, program_announcements, unknown_in_text

_HOLD: Final = "hold"
_Texts = frozenset[tuple[str, str]]


def check_menus(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    """Checks menus, choices and announcements whose keys have the right form."""
    menus = {one.code: one for one in rules.menus}
    texts = frozenset({*program_announcements(), *((one.name, one.language) for one in rules.announcements)})
    yield from _check_links(sources, rules, menus)
    yield from _check_reached(sources, rules, menus)
    yield from _check_silence(sources, rules, menus)
    yield from _check_names(sources, rules, frozenset(name for name, _ in texts))
    yield from _check_questions(sources, rules, texts)
    yield from _check_choices(sources, rules, menus, texts)
    yield from _check_texts(sources, rules)


def _check_links(sources: Sources, rules: TelephoneRules, menus: Mapping[str, MenuRule]) -> Iterator[Problem]:
    links = [("telephone", 0, "first_menu", rules.first_menu)]
    links += [("telephone.number", nth, "menu", one.menu) for nth, one in enumerate(rules.numbers)]
    links += [("telephone.menu", nth, "then", one.then) for nth, one in enumerate(rules.menus)]
    links += [("telephone.choice", nth, "then", one.then) for nth, one in enumerate(rules.choices)]
    links += [("telephone.choice", nth, "menu", one.menu) for nth, one in enumerate(rules.choices)]
    for table, index, key, code in links:
        if code and code not in menus:
            yield sources.toml_problem(f"{key} {code} is not in telephone.menu", table, index, key)
    for index, choice in enumerate(rules.choices):
        if choice.then and choice.queue:
            said = f"key {choice.key} leads to a menu or to a queue, not to both"
            yield sources.toml_problem(said, "telephone.choice", index, "then")


def _check_reached(sources: Sources, rules: TelephoneRules, menus: Mapping[str, MenuRule]) -> Iterator[Problem]:
    """Yields menus to which no number, key or silence leads."""
    ways = [(one.code, one.then) for one in rules.menus] + [(one.menu, one.then) for one in rules.choices]
    reached: set[str] = set()
    ahead = [rules.first_menu, *(one.menu for one in rules.numbers)]
    while ahead:
        code = ahead.pop()
        if code not in reached:
            reached.add(code)
            ahead += [then for menu, then in ways if menu == code]
    for index, code in enumerate(menus):
        if code not in reached:
            yield sources.toml_problem(f"no number, key or silence leads to menu {code}", "telephone.menu", index)


def _check_silence(sources: Sources, rules: TelephoneRules, menus: Mapping[str, MenuRule]) -> Iterator[Problem]:
    """Yields menus from which silence never reaches a queue."""
    for index, menu in enumerate(rules.menus):
        path, code = [menu.code], menu.then
        while code in menus and code not in path:
            path.append(code)
            code = menus[code].then
        if code == menu.code:
            said = f"silence never reaches a queue: {' → '.join([*path, code])}"
            yield sources.toml_problem(said, "telephone.menu", index, "then")


def _check_names(sources: Sources, rules: TelephoneRules, known: frozenset[str]) -> Iterator[Problem]:
    names = [("telephone", 0, "greeting", rules.greeting)]
    names += [("telephone", 0, "hints", hint) for hint in rules.hints]
    names += [("telephone.menu", nth, "announcement", one.announcement) for nth, one in enumerate(rules.menus)]
    names += [("telephone.choice", nth, "announcement", one.announcement) for nth, one in enumerate(rules.choices)]
    names += [("telephone.surge", 0, "announcement", rules.surge.announcement)]
    for table, index, key, name in names:
        if name and name not in known:
            yield sources.toml_problem(f"{key} {name} is not in telephone.announcement", table, index, key)


def _check_questions(sources: Sources, rules: TelephoneRules, texts: _Texts) -> Iterator[Problem]:
    """Yields languages in which a question is said, but has no text."""
    for index, menu in enumerate(rules.menus):
        for language in menu.languages:
            if (menu.announcement, language) not in texts:
                said = f"announcement {menu.announcement} has no text in {language}"
                yield sources.toml_problem(said, "telephone.menu", index, "languages")


def _check_choices(
    sources: Sources, rules: TelephoneRules, menus: Mapping[str, MenuRule], texts: _Texts
) -> Iterator[Problem]:
    """Yields choices of a language in which what follows has no text."""
    known = _languages(sources)
    for index, choice in enumerate(rules.choices):
        if choice.language and choice.language not in known:
            said = f"language {choice.language} is not in language"
            yield sources.toml_problem(said, "telephone.choice", index, "language")
        silent = [name for name in _heard_after(choice, menus) if (name, choice.language) not in texts]
        if choice.language in known and silent:
            said = f"language {choice.language} can be chosen, but has no text of: {', '.join(sorted(silent))}"
            yield sources.toml_problem(said, "telephone.choice", index, "language")


def _languages(sources: Sources) -> frozenset[str]:
    return frozenset(str(table["code"]) for table in tables_at(sources.city, "language"))


def _heard_after(choice: MenuChoice, menus: Mapping[str, MenuRule]) -> set[str]:
    """Returns the announcements that a caller hears first after a choice."""
    menu = menus.get(choice.then)
    asked = menu.announcement if menu and not menu.languages else ""
    return {name for name in (choice.announcement, asked, _HOLD) if name}


def _check_texts(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    known = _languages(sources)
    for index, one in enumerate(rules.announcements):
        if not one.text and not one.file:
            said = f"announcement {one.name} needs a text or a file"
            yield sources.toml_problem(said, "telephone.announcement", index)
        if one.language not in known:
            said = f"language {one.language} is not in language"
            yield sources.toml_problem(said, "telephone.announcement", index, "language")
        for name in unknown_in_text(one.text):
            said = f"{{{name}}} is unknown; known: {', '.join(sorted(PLACEHOLDERS))}"
            yield sources.toml_problem(said, "telephone.announcement", index, "text")
