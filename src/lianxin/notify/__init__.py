"""Messages to citizens about their cases: each text message is sent once, each mail at least once."""

from lianxin.notify.adapters.gateway import Gateway, Letter, NotDelivered
from lianxin.notify.background import background
from lianxin.notify.case_facts import case_reader
from lianxin.notify.events import MessageGaveUp, MessageSent, MessageUsed
from lianxin.notify.opening import gateways_of, own_templates, silence_in_force, templates_in_force
from lianxin.notify.outbox import READER, Outbox, SendMessage
from lianxin.notify.queries import messages_of, outbox_state
from lianxin.notify.rows import Message, NotifiedCase, ReadCases
from lianxin.notify.rules.occasions import TEMPLATES
from lianxin.notify.rules.templates import InvalidTemplate, Templates, Wording, wording_problems
from lianxin.notify.used import LINK_MARK, use_link

__all__ = [
    "LINK_MARK",
    "READER",
    "TEMPLATES",
    "Gateway",
    "InvalidTemplate",
    "Letter",
    "Message",
    "MessageGaveUp",
    "MessageSent",
    "MessageUsed",
    "NotDelivered",
    "NotifiedCase",
    "Outbox",
    "ReadCases",
    "SendMessage",
    "Templates",
    "Wording",
    "background",
    "case_reader",
    "gateways_of",
    "messages_of",
    "outbox_state",
    "own_templates",
    "silence_in_force",
    "templates_in_force",
    "use_link",
    "wording_problems",
]
