"""Calls, the seats that take them, and their recordings; calls that end without a case."""

from lianxin.calls.announcements.announcer import Announcer
from lianxin.calls.announcements.caller_voice import CallerVoice
from lianxin.calls.background import background
from lianxin.calls.citizen_line import call_tokens
from lianxin.calls.citizen_line.callers import call_of_number, seats_on_calls
from lianxin.calls.citizen_line.desk import LINE_KEYS, BrowserCaller, BrowserCallNow, LineDesk, browser_call_now
from lianxin.calls.control.controller import CallController
from lianxin.calls.control.own_callers import own_caller, phone_behind
from lianxin.calls.control.seat_now import SeatNow, seat_now
from lianxin.calls.control.sip_side import SipSide, edge_folder, sip_side
from lianxin.calls.control.wishes import NextState
from lianxin.calls.edge.checking import try_telephone
from lianxin.calls.edge.ports import EdgeNote, edge_addresses, edge_installed
from lianxin.calls.ending import CallOver, Ended, EndOfCall, NotWarned, end_call, recent_callers, warn_caller
from lianxin.calls.events import (
    CallEnded,
    CallErased,
    CallerWarned,
    CallNotRecorded,
    CallRecorded,
    CallTranscribed,
    HelpAnswered,
    HelpAsked,
    HelpCleared,
    LegalHoldLifted,
    LegalHoldSet,
    RecordingHeard,
    SeatAssigned,
    SeatMoved,
)
from lianxin.calls.figures.counting import CallFigures, call_figures
from lianxin.calls.figures.keeping import CALL_FIGURES_READER, keep_call_figures, rebuild_call_figures
from lianxin.calls.figures.statements import FiguresBy
from lianxin.calls.figures.trunk import COUNTS_EVERY, TrunkCounter
from lianxin.calls.floor import (
    Floor,
    Hand,
    NoSeat,
    answer_help,
    ask_help,
    assign_seat,
    clear_help,
    floor_now,
    move_seat,
    own_hand,
    seats_now,
)
from lianxin.calls.line_now import QueueNow, queues_now, telephone_lives
from lianxin.calls.media.addresses import read_media_address
from lianxin.calls.media.browser_sdp import browser_offer
from lianxin.calls.media.captures import capture_folder
from lianxin.calls.media.checking import TelephonePart, TriedPart, missing_programs
from lianxin.calls.media.erasing import erase_aged
from lianxin.calls.media.errors import MediaFailed
from lianxin.calls.media.faults import TelephoneFault
from lianxin.calls.media.hearing import CallRecord, Hearing, hear_recording, heard_sound, records_of_case
from lianxin.calls.media.janus import JanusClient
from lianxin.calls.media.legal_holds import LegalHold, holds_of, lift_hold, set_hold
from lianxin.calls.media.reaper import REAP_EVERY, Reaper
from lianxin.calls.media.recordings import SEAL_EVERY, Shelf, seal_ended, sweep_tapes
from lianxin.calls.media.rooms import Rooms
from lianxin.calls.media.rtpengine import RtpengineClient
from lianxin.calls.media.sdp import BadSdp
from lianxin.calls.media.servers import JanusServer, RtpengineServer
from lianxin.calls.media.talks import MediaNode
from lianxin.calls.media.turn import IceServer, turn_servers
from lianxin.calls.outgoing.calling_in import StaffToRing, ring_staff
from lianxin.calls.outgoing.dialled import has_telephone
from lianxin.calls.outgoing.dialling import Dialling, NoTelephone, dial_number, record_refusal
from lianxin.calls.outgoing.events import (
    CallDialled,
    DialOver,
    DialRefused,
    DialsAlarmed,
    RingBackListed,
    RingBackStruckOff,
)
from lianxin.calls.outgoing.line import DialParty
from lianxin.calls.outgoing.listed_calls import NumberWithheld, promise_ring_back
from lianxin.calls.outgoing.placing import OutgoingCalls
from lianxin.calls.outgoing.reading import (
    OwnDial,
    RingBackList,
    give_up_dial,
    own_dial,
    ring_back_list,
    strike_off_ring_back,
)
from lianxin.calls.outgoing.targets import DialWish
from lianxin.calls.parties.asking import AskedParty
from lianxin.calls.parties.choices import PartyChoices, party_choices
from lianxin.calls.rules.dialling import DialPurpose, DialResult, StrikeReason
from lianxin.calls.rules.staffing.callers import CallerPatience, Redials
from lianxin.calls.rules.staffing.forecast import CallHistory, ForecastSlot, Judged, forecast_day, judge_forecasts
from lianxin.calls.rules.staffing.plan import PlannedHalf, PlanTarget, plan_day
from lianxin.calls.rules.staffing.replay import (
    REPLAY_PATIENCES,
    REPLAY_RING_BACKS,
    Replay,
    ReplayedDay,
    Served,
    Trial,
    replay_day,
)
from lianxin.calls.rules.states import CallState
from lianxin.calls.rules.words import BreakReason, CallChannel, Disposition, HelpReason, Queue, SeatState
from lianxin.calls.seating import setups as seat_setups
from lianxin.calls.sip.plain_phone import PlainPhone
from lianxin.calls.staffing.reading import TooFewDays, day_of_forecast, generated_day, read_call_day, read_history
from lianxin.calls.surge import topics as surge_topics
from lianxin.calls.surge.calling_in import CallIn, ComesIn, answer_call_in, call_in, called_in, not_here
from lianxin.calls.surge.in_force import telephone_in_force
from lianxin.calls.surge.switching import Surge, latest_surge, switch_surge, watch_surge
from lianxin.calls.transcript.board import SpokenLine, TranscriptBoard
from lianxin.calls.transcript.reading import Transcript, transcript_of_call, transcript_of_case
from lianxin.calls.transcript.scribe import Scribe

__all__ = [
    "CALL_FIGURES_READER",
    "COUNTS_EVERY",
    "LINE_KEYS",
    "REAP_EVERY",
    "REPLAY_PATIENCES",
    "REPLAY_RING_BACKS",
    "SEAL_EVERY",
    "Announcer",
    "AskedParty",
    "BadSdp",
    "BreakReason",
    "BrowserCallNow",
    "BrowserCaller",
    "CallChannel",
    "CallController",
    "CallDialled",
    "CallEnded",
    "CallErased",
    "CallFigures",
    "CallHistory",
    "CallIn",
    "CallNotRecorded",
    "CallOver",
    "CallRecord",
    "CallRecorded",
    "CallState",
    "CallTranscribed",
    "CallerPatience",
    "CallerVoice",
    "CallerWarned",
    "ComesIn",
    "DialOver",
    "DialParty",
    "DialPurpose",
    "DialRefused",
    "DialResult",
    "DialWish",
    "Dialling",
    "DialsAlarmed",
    "Disposition",
    "EdgeNote",
    "EndOfCall",
    "Ended",
    "FiguresBy",
    "Floor",
    "ForecastSlot",
    "Hand",
    "Hearing",
    "HelpAnswered",
    "HelpAsked",
    "HelpCleared",
    "HelpReason",
    "IceServer",
    "JanusClient",
    "JanusServer",
    "Judged",
    "LegalHold",
    "LegalHoldLifted",
    "LegalHoldSet",
    "LineDesk",
    "MediaFailed",
    "MediaNode",
    "NextState",
    "NoSeat",
    "NoTelephone",
    "NotWarned",
    "NumberWithheld",
    "OutgoingCalls",
    "OwnDial",
    "PartyChoices",
    "PlainPhone",
    "PlanTarget",
    "PlannedHalf",
    "Queue",
    "QueueNow",
    "Reaper",
    "RecordingHeard",
    "Redials",
    "Replay",
    "ReplayedDay",
    "RingBackList",
    "RingBackListed",
    "RingBackStruckOff",
    "Rooms",
    "RtpengineClient",
    "RtpengineServer",
    "Scribe",
    "SeatAssigned",
    "SeatMoved",
    "SeatNow",
    "SeatState",
    "Served",
    "Shelf",
    "SipSide",
    "SpokenLine",
    "StaffToRing",
    "StrikeReason",
    "Surge",
    "TelephoneFault",
    "TelephonePart",
    "TooFewDays",
    "Transcript",
    "TranscriptBoard",
    "Trial",
    "TriedPart",
    "TrunkCounter",
    "answer_call_in",
    "answer_help",
    "ask_help",
    "assign_seat",
    "background",
    "browser_call_now",
    "browser_offer",
    "call_figures",
    "call_in",
    "call_of_number",
    "call_tokens",
    "called_in",
    "capture_folder",
    "clear_help",
    "day_of_forecast",
    "dial_number",
    "edge_addresses",
    "edge_folder",
    "edge_installed",
    "end_call",
    "erase_aged",
    "floor_now",
    "forecast_day",
    "generated_day",
    "give_up_dial",
    "has_telephone",
    "hear_recording",
    "heard_sound",
    "holds_of",
    "judge_forecasts",
    "keep_call_figures",
    "latest_surge",
    "lift_hold",
    "missing_programs",
    "move_seat",
    "not_here",
    "own_caller",
    "own_dial",
    "own_hand",
    "party_choices",
    "phone_behind",
    "plan_day",
    "promise_ring_back",
    "queues_now",
    "read_call_day",
    "read_history",
    "read_media_address",
    "rebuild_call_figures",
    "recent_callers",
    "record_refusal",
    "records_of_case",
    "replay_day",
    "ring_back_list",
    "ring_staff",
    "seal_ended",
    "seat_now",
    "seat_setups",
    "seats_now",
    "seats_on_calls",
    "set_hold",
    "sip_side",
    "strike_off_ring_back",
    "surge_topics",
    "sweep_tapes",
    "switch_surge",
    "telephone_in_force",
    "telephone_lives",
    "transcript_of_call",
    "transcript_of_case",
    "try_telephone",
    "turn_servers",
    "warn_caller",
    "watch_surge",
]
