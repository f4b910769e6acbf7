"""The closed vocabularies of a case, in the glossary's words."""

from enum import StrEnum


class Nature(StrEnum):
    """What kind of request it is."""

    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    TIP_OFF = "tip_off"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Urgency(StrEnum):
    """The class that sets the limits."""

    CRITICAL = "critical"
    URGENT = "urgent"
    NORMAL = "normal"


class Channel(StrEnum):
    """How it came in."""

    PHONE = "phone"
    WEB = "web"
    MOBILE = "mobile"
    API = "api"
    LETTER = "letter"
    EMERGENCY_110 = "emergency_110"
    IMPORT = "import"


class Outcome(StrEnum):
    """What became of the matter itself, apart from how the citizen felt about it."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    UNSOLVED = "unsolved"


class Satisfaction(StrEnum):
    """What the citizen says of the handling."""

    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"


class TextKind(StrEnum):
    """What a written text is, and so who may read it."""

    WORDS = "words"
    WISH = "wish"
    PRAISED = "praised"  # who is praised, as the citizen names them
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


class ClockKind(StrEnum):
    """Every kind of running limit."""

    ANSWER = "answer"
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


class ReturnReason(StrEnum):
    """Why a unit says an order is not its own."""

    NOT_OUR_DUTY = "not_our_duty"
    NOT_OUR_PLACE = "not_our_place"
    NEEDS_OTHER_LEAD = "needs_other_lead"
    DUPLICATE = "duplicate"
    NOT_ACCEPTABLE = "not_acceptable"


class RefusalReason(StrEnum):
    """Why a request is not accepted; the remedy is told with it."""

    IN_COURT = "in_court"
    UNDER_REVIEW = "under_review"
    NOT_GOVERNMENT = "not_government"
    OUTSIDE_CITY = "outside_city"
    ALREADY_FINAL = "already_final"
    NOT_A_REQUEST = "not_a_request"


class MediaStage(StrEnum):
    """Where a case that the media took up stands."""

    FOUND = "found"
    CHECKED = "checked"
    PASSED_ON = "passed_on"
    SUPERVISED = "supervised"
    ADVISED = "advised"


class EmergencyService(StrEnum):
    """Who answers emergencies."""

    POLICE = "110"
    FIRE = "119"
    AMBULANCE = "120"


class CallbackMethod(StrEnum):
    """How a citizen is asked whether it is solved."""

    PHONE = "phone"
    SURVEY = "survey"
    MESSAGE = "message"
    VIDEO = "video"
    TEXT = "text"


class AttemptResult(StrEnum):
    """What came of trying to reach somebody."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    ANOTHER_TIME = "another_time"


class DissatisfiedReason(StrEnum):
    """What a dissatisfied citizen says was wrong."""

    NOT_SOLVED = "not_solved"
    NOT_CONTACTED = "not_contacted"
    TOO_SLOW = "too_slow"
    MANNER = "manner"
    NOT_TRUE = "not_true"
    PERFUNCTORY = "perfunctory"
    POLICY = "policy"
    OTHER = "other"


class CheckReason(StrEnum):
    """What a reply lacks, as the checker's list asks it."""

    OUTCOME = "outcome"
    WISH = "wish"
    PLAIN_WORDS = "plain_words"
    EVIDENCE = "evidence"
    OTHER = "other"
