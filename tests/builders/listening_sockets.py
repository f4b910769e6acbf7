"""The addresses at which a program and its children listen, for TCP and UDP."""

import psutil


def listening_addresses(pid: int) -> set[str]:
    """Returns the addresses without their ports."""
    first = psutil.Process(pid)
    return {
        line.laddr.ip
        for process in (first, *first.children(recursive=True))
        for line in process.net_connections("inet")
        if line.laddr and (line.status == psutil.CONN_LISTEN or not line.raddr)
    }
