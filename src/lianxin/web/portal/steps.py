"""The three steps of submitting a request: their fields, their checks, and the intake form made from them."""

import re
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

import orjson

from lianxin.cases import BadNumber, IntakeForm, intake_fields, read_number
from lianxin.city import EmergencyLine, Language, Profile, Topic, Unit
from lianxin.files import StoredFile
from lianxin.people import ContactPreference, InvalidPhone, Person, PhoneKind, read_phone
from lianxin.web.portal.page import Troubles
from lianxin.web.portal.words import PortalTexts

STEPS = ("what", "where", "contact", "check")
FIELDS_OF_STEP = {
    "what": ("words", "wish", "nature", "praised", "praises", "whom", *intake_fields.COMPANY_FACTS),
    "where": ("address", "district", "street", "spot", "files"),
    "contact": ("phone", "reach", "speak", "name", "confidential"),
    "check": ("topic", "complained"),
}
"""The fields of each step, in the order of the page."""

_TEXTS = ("words", "wish", "address", "praised", "name", *intake_fields.COMPANY_FACTS)
LIMITS = {name: intake_fields.bound_of(name) for name in _TEXTS} | {"whom": 100}
"""The longest accepted text of each field, in characters."""

SUGGESTED = 4
ADDED = 150  # characters at most of the line about whom the citizen complains, which becomes part of the words
ACCUSING = frozenset({"complaint", "tip_off"})
NATURE = "help"
REACHES = {reach.value: reach for reach in (ContactPreference.ANY, ContactPreference.TEXT, ContactPreference.VIDEO)}
"""The contact preferences a citizen can choose; with text and video the hotline does not call by voice."""

FormDraft = dict[str, str]


def check_step(step: str, draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Adds the errors in the answers of one step to `troubles`."""
    _CHECKS[step](draft, profile, troubles)


def check_what(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Requires a text, and checks lengths, nature and the number of a praised case."""
    if not draft.get("words"):
        troubles.add("words", "empty_words")
    check_lengths(draft, ("words", "wish", "praised", "whom", *intake_fields.COMPANY_FACTS), troubles)
    most = LIMITS["words"] - ADDED
    if accused_in(draft) and len(draft.get("words", "")) > most:
        troubles.add("words", "too_long", limit=most, length=len(draft["words"]))
    if draft.get("nature", NATURE) not in profile.natures:
        troubles.add("nature", "unknown_nature")
    if draft.get("praises") and praised_number(draft) is None:
        troubles.add("praises", "bad_praises")


def praised_number(draft: FormDraft) -> str | None:
    """Returns the number of the praised case, None if it is not a valid number."""
    try:
        return read_number(draft.get("praises", ""))
    except BadNumber:
        return None


def check_where(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Checks that the street is in the district. The place may be empty."""
    check_lengths(draft, ("address",), troubles)
    district, street = draft.get("district", ""), draft.get("street", "")
    if district and district not in profile.division_codes:
        troubles.add("district", "unknown_district")
    if street and street not in profile.division_codes:
        troubles.add("street", "unknown_street")
    elif street and district and profile.district_of(street).code != district:
        troubles.add("street", "street_elsewhere")


def check_contact(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Requires a phone number that fits the contact preference, so that the result can reach the citizen."""
    check_phone(draft, troubles)
    if draft.get("reach", ContactPreference.ANY) not in REACHES:
        troubles.add("reach", "unknown_nature")
    if draft.get("speak", "") not in {"", *(one.code for one in spoken_in(profile))}:
        troubles.add("speak", "unknown_nature")
    check_lengths(draft, ("name",), troubles)


def check_phone(draft: FormDraft, troubles: Troubles) -> None:
    """Requires a phone number, except for a tip-off; a mobile one if the citizen wants only messages."""
    if not draft.get("phone"):
        if draft.get("nature") != "tip_off":
            troubles.add("phone", "empty_phone")
        return
    try:
        phone = read_phone(draft["phone"])
    except InvalidPhone:
        troubles.add("phone", "bad_phone")
        return
    if phone.kind in FIXED and draft.get("reach") in SILENT:
        troubles.add("phone", "fixed_phone")


FIXED = frozenset({PhoneKind.LANDLINE, PhoneKind.SERVICE})
SILENT = frozenset({ContactPreference.TEXT, ContactPreference.VIDEO})


def spoken_in(profile: Profile) -> list[Language]:
    """Returns the languages the hotline speaks; sign language is offered as a contact preference."""
    return [one for one in profile.languages if one.kind == "spoken"]


def signs_in(profile: Profile) -> bool:
    """Returns whether the hotline offers sign language."""
    return any(one.kind == "sign" for one in profile.languages)


def check_check(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Checks all steps again, because a draft may be older than the profile."""
    for step in ("what", "where", "contact"):
        _CHECKS[step](draft, profile, troubles)


_CHECKS = {"what": check_what, "where": check_where, "contact": check_contact, "check": check_check}


def check_lengths(draft: FormDraft, names: tuple[str, ...], troubles: Troubles) -> None:
    """Checks the lengths of these fields."""
    for name in names:
        if len(draft.get(name, "")) > LIMITS[name]:
            troubles.add(name, "too_long", limit=LIMITS[name], length=len(draft[name]))


def first_open(draft: FormDraft, profile: Profile, troubles: Troubles, before: str) -> str | None:
    """Returns the first step before `before` with errors, which are added to `troubles`; None if all are complete."""
    for step in STEPS[: STEPS.index(before)]:
        check_step(step, draft, profile, troubles)
        if troubles:
            return step
    return None


def offered_topics(draft: FormDraft, profile: Profile) -> list[Topic]:
    """Returns the topics to choose from: the one that a link gave, then those that the text suggests."""
    found = suggested_topics(f"{draft.get('words', '')} {draft.get('wish', '')}", profile)
    given = draft.get("topic", "")
    chosen = [profile.topic(given)] if given in profile.topic_codes else []
    return [*chosen, *(topic for topic in found if topic not in chosen)][:SUGGESTED]


def suggested_topics(text: str, profile: Profile) -> list[Topic]:
    """Returns topics whose keywords appear in the text, longest match first; in English, words of the topic's name."""
    words = _english_words(text)
    scored = [(_score(topic, text, words), topic) for topic in profile.topics]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [topic for _, topic in found[:SUGGESTED]]


def accused_in(draft: FormDraft) -> str:
    """Returns whom the citizen complains about, in their own words; empty for other natures."""
    return draft.get("whom", "") if draft.get("nature") in ACCUSING else ""


def company_in(draft: FormDraft) -> dict[str, str]:
    """Returns the facts of the company concerned that the citizen gave; none for praise."""
    asked = () if draft.get("nature") == "praise" else intake_fields.COMPANY_FACTS
    return {name: draft[name] for name in asked if draft.get(name)}


def spot_in(draft: FormDraft) -> tuple[float, float] | None:
    """Returns latitude and longitude in WGS 84 degrees, None without a valid pair of them."""
    found = _SPOT.fullmatch(draft.get("spot", ""))
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    inside = abs(latitude) <= intake_fields.bound_of("latitude") and abs(longitude) <= intake_fields.bound_of(
        "longitude"
    )
    return (latitude, longitude) if inside else None


_SPOT = re.compile(r"(-?\d{1,2}(?:\.\d{1,8})?),\s*(-?\d{1,3}(?:\.\d{1,8})?)")


def suggested_units(draft: FormDraft, profile: Profile) -> list[Unit]:
    """Returns units whose names resemble what the citizen wrote of whom they complain about, best first.

    The measure is the share of the written pairs of characters that the name contains; a unit of the place counts more.
    """
    whom = accused_in(draft)
    pairs = {whom[at : at + 2] for at in range(len(whom) - 1)}
    places = {draft.get("street"), draft.get("district")} - {None, ""}
    scored: list[tuple[float, Unit]] = []
    for unit in profile.units:
        share = sum(pair in unit.name for pair in pairs) / len(pairs) if pairs else 0
        near = NEAR * (unit.division in places)
        if share and share + near >= ALIKE:
            scored.append((share + near + (unit.name in whom), unit))
    return [unit for _, unit in sorted(scored, key=lambda pair: -pair[0])[:SUGGESTED]]


NEAR, ALIKE = 0.25, 0.4


def _score(topic: Topic, text: str, words: set[str]) -> int:
    """Returns the number of characters of a topic's words that the text has."""
    chinese = sum(len(word) for word in topic.keywords if word in text)
    return chinese + sum(len(word) for word in words & _words_of_name(topic.l3_en)) if words else chinese


def _english_words(text: str) -> set[str]:
    """Returns the English words of four letters or more, without the endings of plural and gerund."""
    return {re.sub("(ing|s)$", "", word) for word in re.findall("[a-z]{4,}", text.lower())}


@lru_cache(maxsize=4096)
def _words_of_name(name: str) -> set[str]:
    return _english_words(name)


def danger_line(profile: Profile, words: str, wish: str) -> EmergencyLine | None:
    """Returns the emergency line that must hear of what the citizen wrote, or None."""
    danger = profile.danger_rules.danger_in(f"{words}\n{wish}")
    if danger is None:
        return None
    lines = {line.service: line for line in profile.emergency}
    return next((lines[service] for service in (danger.service, *danger.others) if service in lines), None)


def form_of(draft: FormDraft, locale: str, channel: str) -> IntakeForm:
    """Returns the intake form made from the answers of all steps."""
    speaks, spot = draft.get("speak") or locale, spot_in(draft)
    whom, unit = accused_in(draft), draft.get("complained", "")
    accused = PortalTexts(locale)("check.accused", whom=whom).unescape() if whom else ""
    form = IntakeForm(
        words=f"{draft['words']}\n\n{accused}".rstrip(),
        complained=(unit,) if unit and whom else (),
        wish=draft.get("wish", ""),
        nature=draft.get("nature") or NATURE,
        channel=channel,
        topic=draft.get("topic", ""),
        praised=draft.get("praised", ""),
        district=draft.get("district", ""),
        street=draft.get("street", ""),
        address=draft.get("address", ""),
        latitude=spot[0] if spot else None,
        longitude=spot[1] if spot else None,
        language=speaks,
        confidential=bool(draft.get("confidential")),
        person=Person(
            draft.get("name", ""),
            draft.get("phone", ""),
            language=speaks,
            contact_preference=REACHES[draft.get("reach", ContactPreference.ANY)],
        ),
    )
    return replace(form, **company_in(draft))


def files_of_draft(draft: FormDraft) -> list[StoredFile]:
    """Returns the files stored in the draft."""
    found: list[dict[str, Any]] = orjson.loads(draft.get("files") or "[]")
    return [StoredFile(**one) for one in found]


def files_out(files: list[StoredFile]) -> str:
    """Returns files as the JSON text that a draft stores."""
    return orjson.dumps([asdict(one) for one in files]).decode()
