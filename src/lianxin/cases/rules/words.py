"""The enumerations of a case, in the terms of the glossary."""

from enum import StrEnum


class Nature(StrEnum):
    """The kind of request."""

    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    TIP_OFF = "tip_off"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Urgency(StrEnum):
    """The urgency class, which sets the limits."""

    CRITICAL = "critical"
    URGENT = "urgent"
    NORMAL = "normal"


class Channel(StrEnum):
    """The channel by which a request was received."""

    PHONE = "phone"
    WEB = "web"
    MOBILE = "mobile"
    API = "api"
    LETTER = "letter"
    EMERGENCY_110 = "emergency_110"
    IMPORT = "import"
    EMAIL = "email"
    VISIT = "visit"


class Outcome(StrEnum):
    """The result of the matter, separate from the citizen's satisfaction."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    UNSOLVED = "unsolved"


class Satisfaction(StrEnum):
    """The citizen's opinion of the handling."""

    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"


class TextKind(StrEnum):
    """The kind of a written text, which decides who may read it."""

    WORDS = "words"
    WISH = "wish"
    PRAISED = "praised"  # the person praised, in the citizen's words
    ADDITION = "addition"
    ANSWER = "answer"
    REPLY = "reply"
    CONTACT = "contact"
    RETURN_REASON = "return_reason"
    RETURN_DECISION = "return_decision"
    QUESTION = "question"
    INFORMATION = "information"
    REASON = "reason"
    RULING = "ruling"
    OPINION = "opinion"
    INVITATION = "invitation"
    PRECEDENT = "precedent"
    CHECK_NOTE = "check_note"
    CALLBACK_NOTE = "callback_note"
    FINDING = "finding"
    NOTE = "note"
    PLAN = "plan"
    EXTENSION = "extension"
    SUMMARY = "summary"
    RECEIPT = "receipt"  # who at an emergency service confirmed receipt


CITIZENS_WORDS = frozenset(
    {
        TextKind.WORDS,
        TextKind.WISH,
        TextKind.ADDITION,
        TextKind.INFORMATION,
        TextKind.CALLBACK_NOTE,
        TextKind.CONTACT,
    }
)
"""Kinds of texts that hold what a citizen said, whoever wrote it down. All of them are read for dangers."""
SPOKEN_RECORDS = frozenset({"urge", "withdrawal", "inquiry"})
"""Side records whose note is what a citizen said."""


class ClockKind(StrEnum):
    """The kinds of limits."""

    ANSWER = "answer"
    SCREENING = "screening"
    DISPATCH = "dispatch"
    SIGN = "sign"
    FIRST_CONTACT = "first_contact"
    RESPOND = "respond"
    CLOSE = "close"
    RETURN_WINDOW = "return_window"
    RETURN_DECISION = "return_decision"
    CHECK = "check"
    CALLBACK = "callback"
    REVIEW = "review"
    INFORMATION = "information"
    RULING = "ruling"
    REOPEN = "reopen"
    OBJECT = "object"
    SUSPENSION = "suspension"
    EMERGENCY = "emergency"


class NoContact(StrEnum):
    """Why a unit replied without having contacted the citizen."""

    UNREACHABLE = "unreachable"
    NOT_WANTED = "not_wanted"
    NO_WAY = "no_way"


class Doubt(StrEnum):
    """What a reply shows that must not pass as solved after one look."""

    PASSED_ON = "passed_on"
    COURT_ONLY = "court_only"
    COPIED = "copied"
    NO_CONTACT = "no_contact"


class RingResult(StrEnum):
    """Whether the person on duty answered the telephone."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"


class ReturnReason(StrEnum):
    """Why a unit says that it is not responsible for an order."""

    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_PLACE = "not_our_place"
    NEEDS_OTHER_LEAD = "needs_other_lead"
    DUPLICATE = "duplicate"
    NOT_ACCEPTABLE = "not_acceptable"


class MediaStage(StrEnum):
    """The stage of a media case."""

    FOUND = "found"
    CHECKED = "checked"
    PASSED_ON = "passed_on"
    SUPERVISED = "supervised"
    ADVISED = "advised"


class CallbackMethod(StrEnum):
    """How the citizen is asked whether the matter is solved."""

    PHONE = "phone"
    SURVEY = "survey"
    MESSAGE = "message"
    VIDEO = "video"
    TEXT = "text"


class AttemptResult(StrEnum):
    """The result of an attempt to reach the citizen."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    ANOTHER_TIME = "another_time"


class DissatisfiedReason(StrEnum):
    """Why a citizen is dissatisfied."""

    NOT_SOLVED = "not_solved"
    NOT_CONTACTED = "not_contacted"
    TOO_SLOW = "too_slow"
    MANNER = "manner"
    NOT_TRUE = "not_true"
    PERFUNCTORY = "perfunctory"
    POLICY = "policy"
    OTHER = "other"


class CallerCheck(StrEnum):
    """How an operator checked that somebody is the citizen of a case."""

    NUMBER = "number"
    DETAILS = "details"
    DOCUMENT = "document"


class CheckReason(StrEnum):
    """What a reply lacks, from the checker's list."""

    OUTCOME = "outcome"
    WISH = "wish"
    PLAIN_WORDS = "plain_words"
    EVIDENCE = "evidence"
    OTHER = "other"
