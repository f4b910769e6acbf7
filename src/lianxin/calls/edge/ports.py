"""The addresses of the edge and of this controller: noted, so that the next start has the same ones.

All are on loopback, except that for trunks and SIP phones where a city sets another one.
"""

import secrets
import shutil
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from lianxin.calls.media.addresses import read_sip_address
from lianxin.calls.media.processes import LOCAL_ADDRESS, free_ports, noted_process, read_note

SIP_PORT: Final = 5060
_TRIED: Final = 40
_NOTE: Final = "addresses.json"


class EdgeNote(msgspec.Struct, frozen=True):
    """`listen` is for trunks, `inner` for controllers, `controller` this process's SIP listener, `name` its name."""

    listen: str
    inner: str
    controller: str
    name: str


def edge_installed() -> bool:
    """Whether Kamailio is installed."""
    return shutil.which("kamailio") is not None or Path("/usr/sbin/kamailio").exists()


def edge_addresses(folder: Path, sip_address: str = "") -> EdgeNote:
    """Returns the noted addresses of a Kamailio that runs, or whose ports are free; otherwise notes new ones.

    `sip_address`: what the city set for trunks and SIP phones; without a port 5060 or the next free one. Raises
    BadListener.
    """
    noted, (host, wanted) = noted_addresses(folder), read_sip_address(sip_address)
    process = read_note(folder)
    if noted and _fits(noted, host, wanted) and ((process and noted_process(process)) or _free(*_parts(noted.listen))):
        return noted
    tried = (port for port in range(SIP_PORT, SIP_PORT + _TRIED) if _free(host, port))
    listen = wanted or next(tried, free_ports()[0])
    inner, controller = free_ports()
    name = noted.name if noted else f"controller-{secrets.token_hex(4)}"
    note = EdgeNote(f"{host}:{listen}", _at(inner), _at(controller), name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _NOTE).write_bytes(msgspec.json.encode(note))
    return note


def _parts(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port)


def _fits(noted: EdgeNote, host: str, port: int) -> bool:
    """Whether a note is that of the address which the city set."""
    before = _parts(noted.listen)
    return before[0] == host and port in {0, before[1]}


def _at(port: int) -> str:
    return f"{LOCAL_ADDRESS}:{port}"


def noted_addresses(folder: Path) -> EdgeNote | None:
    """Returns the addresses noted in the folder of an edge, None without a note."""
    with suppress(FileNotFoundError, msgspec.DecodeError):
        return msgspec.json.decode((folder / _NOTE).read_bytes(), type=EdgeNote)
    return None


def _free(host: str, port: int) -> bool:
    """Whether a port of an address is free for UDP and TCP."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tcp.bind((host, port))
            udp.bind((host, port))
        except OSError:
            return False
    return True
