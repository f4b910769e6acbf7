"""The city as data: its divisions, units, topics, duties, limits and calendar, and the deadlines they give."""

from lianxin.city.adopted import (
    NoProfile,
    ProfileAdopted,
    adopt_profile,
    current_profile,
    follow_profile,
    profile_version,
)
from lianxin.city.committees import Committee, committees_of, keep_committees, read_committees
from lianxin.city.files import ProfileInvalid, check_profile, load_profile
from lianxin.city.rules.calendar import Calendar, OfficeHours, Skipped
from lianxin.city.rules.due import Due, Extension, Pause, due
from lianxin.city.rules.explain import explain
from lianxin.city.rules.initials import initials, sounds_from
from lianxin.city.rules.limits import Limit, under
from lianxin.city.rules.places import Division, Office, Unit
from lianxin.city.rules.policies import (
    Callback,
    EmergencyLine,
    Extensions,
    Fallback,
    Indicators,
    Language,
    Public,
    Reopen,
    Replies,
    Returns,
)
from lianxin.city.rules.profile import Profile
from lianxin.city.rules.scripts import filled, spoken_script
from lianxin.city.rules.sources import Problem
from lianxin.city.rules.topics import Duty, FastDesk, Topic, TopicRule, Trigger
from lianxin.city.rules.words import CLOCKS, NATURES, OUTCOMES, URGENCIES, Label

__all__ = [
    "CLOCKS",
    "NATURES",
    "OUTCOMES",
    "URGENCIES",
    "Calendar",
    "Callback",
    "Committee",
    "Division",
    "Due",
    "Duty",
    "EmergencyLine",
    "Extension",
    "Extensions",
    "Fallback",
    "FastDesk",
    "Indicators",
    "Label",
    "Language",
    "Limit",
    "NoProfile",
    "Office",
    "OfficeHours",
    "Pause",
    "Problem",
    "Profile",
    "ProfileAdopted",
    "ProfileInvalid",
    "Public",
    "Reopen",
    "Replies",
    "Returns",
    "Skipped",
    "Topic",
    "TopicRule",
    "Trigger",
    "Unit",
    "adopt_profile",
    "check_profile",
    "committees_of",
    "current_profile",
    "due",
    "explain",
    "filled",
    "follow_profile",
    "initials",
    "keep_committees",
    "load_profile",
    "profile_version",
    "read_committees",
    "sounds_from",
    "spoken_script",
    "under",
]
