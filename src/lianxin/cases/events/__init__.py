"""Events of cases and work orders. They contain ids and codes; what people wrote is in `texts`.

`CaseMoved` and `OrderMoved` name each move in the tables of states, so that a replay restores every state. Packages
above match on these classes and import them from here, not through the door of commands and reads.
"""

from lianxin.cases.events.callbacks import (
    CallbackAnswered,
    CallbackAttempted,
    CallbackPlanned,
    CallbackShared,
    VerdictShared,
)
from lianxin.cases.events.cases import (
    NO_DETAILS,
    AccessRenewed,
    AttachmentAdded,
    CaseChanged,
    CaseLinked,
    CaseMoved,
    CaseOpened,
    FieldValue,
    ListExported,
    MergedCitizenSpoke,
    MoveDetails,
    RecordDetails,
    SideRecorded,
    TextWritten,
)
from lianxin.cases.events.court import (
    OpinionGiven,
    OpinionsInvited,
    PrecedentBounded,
    PrecedentWithdrawn,
    ReturnDecided,
    RulingMade,
)
from lianxin.cases.events.orders import (
    CitizenContacted,
    ClockChange,
    ClockFired,
    ClocksChanged,
    ClocksStarted,
    ClocksStopped,
    ClockStart,
    ClockStop,
    OrderDispatched,
    OrderHandedOver,
    OrderMoved,
)

__all__ = [
    "NO_DETAILS",
    "AccessRenewed",
    "AttachmentAdded",
    "CallbackAnswered",
    "CallbackAttempted",
    "CallbackPlanned",
    "CallbackShared",
    "CaseChanged",
    "CaseLinked",
    "CaseMoved",
    "CaseOpened",
    "CitizenContacted",
    "ClockChange",
    "ClockFired",
    "ClockStart",
    "ClockStop",
    "ClocksChanged",
    "ClocksStarted",
    "ClocksStopped",
    "FieldValue",
    "ListExported",
    "MergedCitizenSpoke",
    "MoveDetails",
    "OpinionGiven",
    "OpinionsInvited",
    "OrderDispatched",
    "OrderHandedOver",
    "OrderMoved",
    "PrecedentBounded",
    "PrecedentWithdrawn",
    "RecordDetails",
    "ReturnDecided",
    "RulingMade",
    "SideRecorded",
    "TextWritten",
    "VerdictShared",
]
