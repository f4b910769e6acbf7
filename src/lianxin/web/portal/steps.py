"""The three steps of telling the hotline something: what each asks, what is wrong with an answer, what they come to."""

from dataclasses import asdict
from typing import Any

import orjson

from lianxin.cases import BadNumber, IntakeForm, intake_fields, read_number
from lianxin.city import EmergencyLine, Language, Profile, Topic
from lianxin.files import StoredFile
from lianxin.people import ContactPreference, InvalidPhone, Person, PhoneKind, read_phone
from lianxin.web.portal.page import Troubles

STEPS = ("what", "where", "contact", "check")
FIELDS_OF_STEP = {
    "what": ("words", "wish", "nature", "praised", "praises"),
    "where": ("address", "district", "street", "files"),
    "contact": ("phone", "reach", "speak", "name", "confidential"),
    "check": ("topic",),
}
"""The fields of each step, in the order they stand on the page."""

LIMITS = {name: intake_fields.bound_of(name) for name in ("words", "wish", "address", "praised", "name")}
"""Characters."""

SUGGESTED = 4
NATURE = "help"
REACHES = {reach.value: reach for reach in (ContactPreference.ANY, ContactPreference.TEXT, ContactPreference.VIDEO)}
"""How a citizen can ask to be reached; text and video mean that nobody calls."""

FormDraft = dict[str, str]


def check_step(step: str, draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Adds what is wrong with the answers of one step."""
    _CHECKS[step](draft, profile, troubles)


def check_what(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Something must have happened; nothing may be endless."""
    if not draft.get("words"):
        troubles.add("words", "empty_words")
    check_lengths(draft, ("words", "wish", "praised"), troubles)
    if draft.get("nature", NATURE) not in profile.natures:
        troubles.add("nature", "unknown_nature")
    if draft.get("praises") and praised_number(draft) is None:
        troubles.add("praises", "bad_praises")


def praised_number(draft: FormDraft) -> str | None:
    """The number of the case that is praised, or None when it is none."""
    try:
        return read_number(draft.get("praises", ""))
    except BadNumber:
        return None


def check_where(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """A place may be left open; a street must lie in its district."""
    check_lengths(draft, ("address",), troubles)
    district, street = draft.get("district", ""), draft.get("street", "")
    if district and district not in profile.division_codes:
        troubles.add("district", "unknown_district")
    if street and street not in profile.division_codes:
        troubles.add("street", "unknown_street")
    elif street and district and profile.district_of(street).code != district:
        troubles.add("street", "street_elsewhere")


def check_contact(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """A result that reaches nobody is none: there must be a number, and it must take what was chosen."""
    check_phone(draft, troubles)
    if draft.get("reach", ContactPreference.ANY) not in REACHES:
        troubles.add("reach", "unknown_nature")
    if draft.get("speak", "") not in {"", *(one.code for one in spoken_in(profile))}:
        troubles.add("speak", "unknown_nature")
    check_lengths(draft, ("name",), troubles)


def check_phone(draft: FormDraft, troubles: Troubles) -> None:
    """A number, and a mobile for whoever wants messages only."""
    if not draft.get("phone"):
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
    """What can be spoken with the hotline; signs are asked for with how to be reached."""
    return [one for one in profile.languages if one.kind == "spoken"]


def signs_in(profile: Profile) -> bool:
    """Whether the hotline can sign."""
    return any(one.kind == "sign" for one in profile.languages)


def check_check(draft: FormDraft, profile: Profile, troubles: Troubles) -> None:
    """Everything once more: a draft may be older than the profile."""
    for step in ("what", "where", "contact"):
        _CHECKS[step](draft, profile, troubles)


_CHECKS = {"what": check_what, "where": check_where, "contact": check_contact, "check": check_check}


def check_lengths(draft: FormDraft, names: tuple[str, ...], troubles: Troubles) -> None:
    """Bounds in characters."""
    for name in names:
        if len(draft.get(name, "")) > LIMITS[name]:
            troubles.add(name, "too_long", limit=LIMITS[name], length=len(draft[name]))


def first_open(draft: FormDraft, profile: Profile, troubles: Troubles, before: str) -> str | None:
    """The first step before this one whose answers are not complete."""
    for step in STEPS[: STEPS.index(before)]:
        check_step(step, draft, profile, troubles)
        if troubles:
            return step
    return None


def suggested_topics(draft: FormDraft, profile: Profile) -> list[Topic]:
    """Topics whose words appear in what was written, most words first."""
    text = f"{draft.get('words', '')} {draft.get('wish', '')}"
    scored = [(sum(len(word) for word in topic.keywords if word in text), topic) for topic in profile.topics]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [topic for _, topic in found[:SUGGESTED]]


def danger_in(draft: FormDraft, profile: Profile) -> EmergencyLine | None:
    """The emergency line whose words appear in what was written."""
    text = draft.get("words", "")
    return next((line for line in profile.emergency if line.trigger.fits(None, text)), None)


def form_of(draft: FormDraft, locale: str, channel: str) -> IntakeForm:
    """What the steps come to."""
    speaks = draft.get("speak") or locale
    return IntakeForm(
        words=draft["words"],
        wish=draft.get("wish", ""),
        nature=draft.get("nature") or NATURE,
        channel=channel,
        topic=draft.get("topic", ""),
        praised=draft.get("praised", ""),
        district=draft.get("district", ""),
        street=draft.get("street", ""),
        address=draft.get("address", ""),
        language=speaks,
        confidential=bool(draft.get("confidential")),
        person=Person(
            draft.get("name", ""),
            draft["phone"],
            language=speaks,
            contact_preference=REACHES[draft.get("reach", ContactPreference.ANY)],
        ),
    )


def files_of_draft(draft: FormDraft) -> list[StoredFile]:
    """The files kept so far."""
    found: list[dict[str, Any]] = orjson.loads(draft.get("files") or "[]")
    return [StoredFile(**one) for one in found]


def files_out(files: list[StoredFile]) -> str:
    """The same as a draft keeps them."""
    return orjson.dumps([asdict(one) for one in files]).decode()
