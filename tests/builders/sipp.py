"""Scenarios for sipp, written as steps: `Caller("answered").invites().hears(200).acks().sends("BYE").hears(200)`."""

import asyncio
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from xml.sax.saxutils import quoteattr

NEEDED = "sudo tools/system-packages"
PATIENCE = 100_000  # milliseconds until a script that hears nothing fails
SDP = (
    "v=0\no=- 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [local_ip]\nt=0 0\nm=audio [media_port] RTP/AVP 8 101\n"
    "a=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\n"
)
HELD = SDP + "a=sendonly\n"
VIA = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]"


def sipp_program() -> str:
    """Returns the path of sipp; fails with the command that installs it."""
    found = shutil.which("sipp")
    assert found, f"The tests of the telephone need sipp. On Debian type:\n  {NEEDED}"
    return found


@dataclass
class Script:
    """A scenario as XML elements. A step returns the script, so that steps are written in a row."""

    steps: list[str] = field(default_factory=list)

    def _send(self, lines: list[str], body: str = "", attributes: str = "") -> Self:
        kind = ["Content-Type: application/sdp"] if body.startswith("v=0") else []
        text = "\n".join([*lines, *kind, "Content-Length: [len]", "", body])
        self.steps.append(f"<send{attributes}><![CDATA[\n{text}\n]]></send>")
        return self

    def hears(self, what: int | str, *, optional: bool = False, checks: str = "", timeout: int = PATIENCE) -> Self:
        """Waits for a response or a request. `checks` is a regular expression that the message must match."""
        wanted = (
            f'<ereg regexp={quoteattr(checks)} search_in="msg" check_it="true" assign_to="1"/><log message="[$1]"/>'
        )
        return self._hears(what, wanted if checks else "", ' optional="true"' if optional else f' timeout="{timeout}"')

    def _hears(self, what: int | str, actions: str, more: str) -> Self:
        kind = "response" if isinstance(what, int) else "request"
        inside = f"<action>{actions}</action>" if actions else ""
        self.steps.append(f'<recv {kind}="{what}" rrs="true"{more}>{inside}</recv>')
        return self

    def hears_both(self, one: int | str, other: int | str) -> Self:
        """Waits for two messages in any order: the edge has several workers. A step that sends must follow."""
        late, both = 2 * len(self.steps) + 1, 2 * len(self.steps) + 2
        self._hears(other, "", f' optional="true" next="{late}"')._hears(one, "", f' timeout="{PATIENCE}"')
        self._hears(other, "", f' timeout="{PATIENCE}" next="{both}"')
        self.raw(f'<label id="{late}"/>')._hears(one, "", f' timeout="{PATIENCE}"')
        return self.raw(f'<label id="{both}"/>')

    def waits(self, milliseconds: int) -> Self:
        self.steps.append(f'<pause milliseconds="{milliseconds}"/>')
        return self

    def raw(self, element: str) -> Self:
        self.steps.append(element)
        return self

    @property
    def xml(self) -> str:
        inside = "\n".join(self.steps)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="test">\n{inside}\n</scenario>\n'


@dataclass
class Caller(Script):
    """A telephone that calls 12345. `name` is the user of its From, by which the desk of the tests knows what to do."""

    name: str = "caller"
    cseq: int = 0
    invite: int = 0
    at: int = 0

    def invites(self, *more: str, sdp: str = SDP, number: str = "12345") -> Self:
        self.cseq += 1
        self.invite, self.at = self.cseq, len(self.steps)
        return self._send(
            [
                f"INVITE sip:{number}@[remote_ip]:[remote_port] SIP/2.0",
                VIA,
                f"From: <sip:{self.name}@[local_ip]:[local_port]>;tag=[pid]t[call_number]",
                f"To: <sip:{number}@[remote_ip]:[remote_port]>",
                "Call-ID: [call_id]",
                f"CSeq: {self.cseq} INVITE",
                f"Contact: <sip:{self.name}@[local_ip]:[local_port];transport=[transport]>",
                "Max-Forwards: 70",
                *more,
            ],
            sdp,
            ' retrans="500"',
        ).hears(100, optional=True)

    def acks(self, sdp: str = "") -> Self:
        return self._inside("ACK", self.invite, sdp)

    def sends(self, method: str, *more: str, body: str = "") -> Self:
        """Sends a request inside the dialog, with the next number."""
        self.cseq += 1
        if method == "INVITE":
            self.invite = self.cseq
        self._inside(method, self.cseq, body, *more)
        return self.hears(100, optional=True) if method == "INVITE" else self

    def _inside(self, method: str, cseq: int, body: str, *more: str) -> Self:
        attributes = "" if method == "ACK" else ' retrans="500"'
        return self._send(
            [
                f"{method} [next_url] SIP/2.0",
                VIA,
                "[routes]",
                f"From: <sip:{self.name}@[local_ip]:[local_port]>;tag=[pid]t[call_number]",
                "To: <sip:12345@[remote_ip]:[remote_port]>[peer_tag_param]",
                "Call-ID: [call_id]",
                f"CSeq: {cseq} {method}",
                f"Contact: <sip:{self.name}@[local_ip]:[local_port];transport=[transport]>",
                "Max-Forwards: 70",
                *more,
            ],
            body,
            attributes,
        )

    def cancels(self) -> Self:
        return self._send(
            [
                "CANCEL sip:12345@[remote_ip]:[remote_port] SIP/2.0",
                VIA.replace("[branch]", f"[branch-{len(self.steps) - self.at}]"),
                f"From: <sip:{self.name}@[local_ip]:[local_port]>;tag=[pid]t[call_number]",
                "To: <sip:12345@[remote_ip]:[remote_port]>",
                "Call-ID: [call_id]",
                f"CSeq: {self.invite} CANCEL",
                "Max-Forwards: 70",
            ],
            attributes=' retrans="500"',
        )

    def acks_refusal(self) -> Self:
        return self._send(
            [
                "ACK sip:12345@[remote_ip]:[remote_port] SIP/2.0",
                "[last_Via:]",
                f"From: <sip:{self.name}@[local_ip]:[local_port]>;tag=[pid]t[call_number]",
                "[last_To:]",
                "Call-ID: [call_id]",
                f"CSeq: {self.invite} ACK",
                "Max-Forwards: 70",
            ]
        )

    def answers(self, status: int = 200, *more: str, body: str = "") -> Self:
        """Answers the request that came last."""
        return self._send(
            [
                f"SIP/2.0 {status} Said",
                "[last_Via:]",
                "[last_From:]",
                "[last_To:]",
                "[last_Call-ID:]",
                "[last_CSeq:]",
                f"Contact: <sip:{self.name}@[local_ip]:[local_port];transport=[transport]>",
                *more,
            ],
            body,
        )


KEPT = ("From", "To", "CSeq", "Via", "Via", "Record-Route", "Record-Route")
"""Headers of a first INVITE; the edge writes two of the last two."""


@dataclass
class Called(Script):
    """A telephone that is called. It keeps the headers of the first INVITE, for an answer after another request."""

    def _hears(self, what: int | str, actions: str, more: str) -> Self:
        if what == "INVITE" and not self.steps:
            for number, name in enumerate(KEPT, 2):
                which = KEPT[: number - 1].count(name)
                place = f'search_in="hdr" header="{name}:" occurrence="{which}"'
                actions += f'<ereg regexp=".*" {place} assign_to="{number}"/>'
                actions += f'<log message="[${number}]"/>'
        return super()._hears(what, actions, more)

    def answers(self, status: int = 200, *more: str, body: str = "", tag: str = "called") -> Self:
        """Answers the request that came last; `tag` is added to the To of a first INVITE, empty inside a dialog."""
        to = f"[last_To:];tag={tag}" if tag else "[last_To:]"
        heads = ["[last_Via:]", "[last_From:]", to, "[last_Call-ID:]", "[last_CSeq:]", "[last_Record-Route:]"]
        return self._answers(status, heads, more, body)

    def answers_first(self, status: int = 200, *more: str, body: str = "", tag: str = "called") -> Self:
        """Answers the first INVITE after other requests came."""
        heads = [f"{name}:[${number}]" for number, name in enumerate(KEPT, 2)]
        heads[1] += f";tag={tag}"
        return self._answers(status, [*heads, "Call-ID: [call_id]"], more, body)

    def _answers(self, status: int, heads: list[str], more: tuple[str, ...], body: str) -> Self:
        contact = "Contact: <sip:called@[local_ip]:[local_port];transport=[transport]>"
        return self._send([f"SIP/2.0 {status} Said", *heads, contact, *more], body)

    def hangs_up(self, tag: str = "called") -> Self:
        """Sends BYE for a call that was answered."""
        return self._send(
            [
                "BYE [next_url] SIP/2.0",
                VIA,
                "[routes]",
                f"From:[$3];tag={tag}",
                "To:[$2]",
                "Call-ID: [call_id]",
                "CSeq: 1 BYE",
                "Max-Forwards: 70",
            ],
            attributes=' retrans="500"',
        )


@dataclass
class Phone:
    """A running sipp. `port` is its own."""

    process: asyncio.subprocess.Process
    folder: Path
    port: int

    async def end(self) -> None:
        """Kills sipp if it still runs."""
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def done(self, within: float = 60) -> None:
        """Waits for the end of the scenario; fails with sipp's own words if it did not go as written."""
        try:
            async with asyncio.timeout(within):
                code = await self.process.wait()
        except TimeoutError:
            await self.end()
            code = -1
        if code != 0:
            said = [path.read_text(errors="replace")[-6000:] for path in sorted(self.folder.glob("*.log"))]
            raise AssertionError(f"sipp ended with {code}\n" + "\n".join(said))


def written_scenario(script: Script, folder: Path) -> Path:
    folder.mkdir(parents=True)
    file = folder / "scenario.xml"
    file.write_text(script.xml, encoding="utf-8")
    return file


async def sipp(script: Script, edge: str, port: int, folder: Path, *, calls: int = 1, transport: str = "u1") -> Phone:
    """Starts a scenario from this port of loopback towards the edge."""
    file = written_scenario(script, folder)
    words = ["-sf", str(file), "-m", str(calls), "-i", "127.0.0.1", "-p", str(port), "-t", transport, edge]
    logs = [
        "-trace_err",
        "-error_file",
        str(folder / "errors.log"),
        "-trace_msg",
        "-message_file",
        str(folder / "messages.log"),
    ]
    quick = ["-nostdin", "-timeout", "280", "-timeout_error", "-mp", str(10000 + port % 20000 * 2)]
    process = await asyncio.create_subprocess_exec(
        sipp_program(), *words, *logs, *quick,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
    )  # fmt: skip
    return Phone(process, folder, port)
