"""The side records that a new case starts with: what a foreign table said beyond our fields, a reported danger."""

from collections.abc import Mapping
from datetime import datetime

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.events import NO_DETAILS, RecordDetails, SideRecorded
from lianxin.city import Danger


def keep_extra(file: CaseFile, extra: Mapping[str, str | int | datetime]) -> None:
    """What a foreign table said beyond our fields; it may hold words, so the event names only the record."""
    record_id = file.new_id()
    row = {"id": record_id, "case_id": file.case.id, "kind": "imported", "status": "kept", "data": dict(extra)}
    file.add("side_records", {**row, "made_by": file.work.actor, "made_at": file.now})
    file.record(SideRecorded(record_id, "imported", "kept", NO_DETAILS))


def keep_danger(file: CaseFile, danger: Danger) -> None:
    """What in the citizen's words reports a danger, for the desk; the event names only the service."""
    record_id = file.new_id()
    data = {"service": danger.service, "others": list(danger.others), "words": list(danger.words)}
    row = {"id": record_id, "case_id": file.case.id, "kind": "danger", "status": "found", "data": data}
    file.add("side_records", {**row, "made_by": file.work.actor, "made_at": file.now})
    file.record(SideRecorded(record_id, "danger", "found", RecordDetails(service=danger.service)))
