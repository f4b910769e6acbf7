"""The tables `telephone` of `city.toml`: their keys, and the form of each value. All of them are optional."""

from collections.abc import Mapping
from typing import Final

from lianxin.city.rules.key_forms import TEXT, TIME, Key, KeyTable
from lianxin.city.rules.telephone import DAY_KINDS, AnswerAt
from lianxin.city.rules.telephone_contacts import CONTACT_KINDS, CONTACT_NUMBER
from lianxin.city.rules.words import QUEUES, URGENCIES

_CODE = (r"[a-z][a-z0-9_]*", "lower-case letters, digits and underscores")
_SKILL = (r"[a-z][a-z0-9_]*(:[1-9])?", "a skill and its level, like mandarin:2")
_NUMBER = (r"\+?[0-9]{3,20}", "a telephone number of 3 to 20 digits")
_TARGET = (r"[A-Za-z0-9.-]{1,253}:[0-9]{1,5}", "an address like sip.carrier.example:5060")
_SETTING = (r"LIANXIN_[A-Z0-9_]+", "the name of a setting like LIANXIN_TRUNK_PASSWORD")
_URI = (r"sip:[A-Za-z0-9+*#._-]{1,64}@[A-Za-z0-9.:\[\]-]{1,255}(;transport=(udp|tcp|tls))?", "a SIP address")
_FILE = (r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.wav", "the name of a WAV file")
_UNTIL = (TIME[0] + "|24:00", "a time like 17:30, at most 24:00")
SKILL_KINDS: Final = ("mandarin", "dialect", "language", "sign", "enterprise", "expert", "topic")


def _code(*, needed: bool = False) -> Key:
    return Key(str, needed=needed, form=_CODE)


def _words(words: tuple[str, ...] | frozenset[str] | Mapping[str, object], *, needed: bool = False) -> Key:
    return Key(str, needed=needed, words=tuple(sorted(words)))


def _amount(least: int, most: int) -> Key:
    return Key(int, needed=False, span=(least, most))


_SECONDS: Final = _amount(0, 3600)
_SAID: Final = Key(str, needed=False, form=TEXT)
_FLAG: Final = Key(bool, needed=False)
_SKILLS: Final = Key(str, needed=False, many=True, form=_SKILL)
_QUEUE: Final = _words(QUEUES)
_ANSWER_AT: Final = _words(tuple(AnswerAt))
TELEPHONE_TABLES: Final[Mapping[str, KeyTable]] = {
    "telephone": KeyTable(
        {
            "first_menu": _code(),
            "schedule": _code(),
            "operator": _QUEUE,
            "greeting": _code(),
            "hints": Key(str, needed=False, many=True, form=_CODE),
            "answer_at": _ANSWER_AT,
            "max_early_s": _amount(5, 180),
            "wrap_up_s": _SECONDS,
            "ring_s": _amount(5, 120),
            "unanswered": _amount(1, 20),
            "long_talk_s": _amount(60, 36_000),
            "kept_free": _amount(0, 1000),
            "phones": Key(str, needed=False, many=True, form=_URI),
            "seat_networks": Key(str, needed=False, many=True, form=TEXT),
        },
        needed=False,
    ),
    "telephone.number": KeyTable(
        {"number": Key(str, form=_NUMBER), "menu": _code(), "queue": _QUEUE, "answer_at": _ANSWER_AT},
        needed=False,
        many=True,
    ),
    "telephone.trunk": KeyTable(
        {
            "name": _code(needed=True),
            "networks": Key(str, many=True, form=TEXT),
            "target": Key(str, needed=False, form=_TARGET),
            "user": _SAID,
            "realm": _SAID,
            "password_setting": Key(str, needed=False, form=_SETTING),
        },
        needed=False,
        many=True,
    ),
    "telephone.queue": KeyTable(
        {
            "code": _words(QUEUES, needed=True),
            "name": _SAID,
            "name_en": _SAID,
            "urgency": _words(URGENCIES),
            "skills": _SKILLS,
            "schedule": _code(),
            "closed_queue": _QUEUE,
            "announce_every_s": _amount(10, 600),
            "offer_after_s": _SECONDS,
            "offer_key": Key(str, needed=False, form=(r"[1-9#]", "a key: 1 to 9 or #")),
        },
        needed=False,
        many=True,
    ),
    "telephone.skill": KeyTable(
        {
            "code": _code(needed=True),
            "name": Key(str, form=TEXT),
            "name_en": Key(str, form=TEXT),
            "kind": _words(SKILL_KINDS, needed=True),
            "relax_every_s": _SECONDS,
            "relax_least": _amount(0, 9),
        },
        needed=False,
        many=True,
    ),
    "telephone.menu": KeyTable(
        {
            "code": _code(needed=True),
            "announcement": _code(needed=True),
            "queue": _QUEUE,
            "then": _code(),
            "timeout_s": _amount(1, 30),
            "repeats": _amount(0, 5),
            "wrong": _amount(1, 10),
            "in_surge": _FLAG,
            "languages": Key(str, needed=False, many=True, form=TEXT),
        },
        needed=False,
        many=True,
    ),
    "telephone.choice": KeyTable(
        {
            "menu": _code(needed=True),
            "key": Key(str, form=(r"[1-9#]", "a key: 1 to 9 or #; 0 is the operator, * repeats")),
            "name": _SAID,
            "name_en": _SAID,
            "then": _code(),
            "queue": _QUEUE,
            "language": _SAID,
            "skills": _SKILLS,
            "urgency": _words(URGENCIES),
            "announcement": _code(),
        },
        needed=False,
        many=True,
    ),
    "telephone.announcement": KeyTable(
        {
            "name": _code(needed=True),
            "language": Key(str, form=TEXT),
            "text": _SAID,
            "file": Key(str, needed=False, form=_FILE),
        },
        needed=False,
        many=True,
    ),
    "telephone.opening": KeyTable(
        {
            "schedule": _code(needed=True),
            "days": Key(str, many=True, words=DAY_KINDS),
            "start": Key(str, needed=False, form=TIME),
            "until": Key(str, needed=False, form=_UNTIL),
            "closed": _FLAG,
        },
        needed=False,
        many=True,
    ),
    "telephone.contact": KeyTable(
        {
            "code": _code(needed=True),
            "kind": _words(CONTACT_KINDS, needed=True),
            "name": Key(str, form=TEXT),
            "name_en": Key(str, form=TEXT),
            "number": Key(str, needed=False, form=CONTACT_NUMBER),
            "unit": Key(str, needed=False, refers="units"),
            "skills": Key(str, needed=False, many=True, form=_CODE),
        },
        needed=False,
        many=True,
    ),
    "telephone.surge": KeyTable(
        {
            "automatic": _FLAG,
            "waiting_from": _amount(1, 10_000),
            "waiting_until": _amount(0, 10_000),
            "wait_from_s": _SECONDS,
            "wait_until_s": _SECONDS,
            "service_from": Key(float, needed=False, span=(0, 1)),
            "service_until": Key(float, needed=False, span=(0, 1)),
            "least_minutes": _amount(0, 1440),
            "offer_after_s": _SECONDS,
            "wrap_up_s": _SECONDS,
            "call_in": _FLAG,
            "form_days": _amount(1, 3650),
            "announcement": _code(),
        },
        needed=False,
    ),
    "telephone.rest": KeyTable(
        {
            "talk_limit_s": _amount(300, 36_000),
            "rest_s": _SECONDS,
            "abusive_rest_s": _SECONDS,
            "talk_load": Key(float, needed=False, span=(0, 10)),
            "abusive_load_s": _SECONDS,
        },
        needed=False,
    ),
    "telephone.overflow": KeyTable(dict.fromkeys(("sub_centre_s", "home_s", "disaster_s"), _SECONDS), needed=False),
    "telephone.outgoing": KeyTable(
        {
            "shown": Key(str, needed=False, form=_NUMBER),
            "ring_s": _amount(10, 180),
            "case_day": _amount(1, 100),
            "seat_hour": _amount(1, 1000),
            "city_hour": _amount(1, 1_000_000),
            "attempts": _amount(1, 20),
            "retry_minutes": _amount(1, 1440),
            "promised_hours": _amount(1, 72),
            "missed_hours": _amount(1, 72),
        },
        needed=False,
    ),
    "telephone.recording": KeyTable(
        {"voice_days": _amount(1, 36_500), "transcript_days": _amount(1, 36_500)}, needed=False
    ),
}
TELEPHONE_LIST_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "telephone.number": ("number",),
    "telephone.trunk": ("name",),
    "telephone.queue": ("code",),
    "telephone.skill": ("code",),
    "telephone.menu": ("code",),
    "telephone.choice": ("menu", "key"),
    "telephone.announcement": ("name", "language"),
    "telephone.contact": ("code",),
}
