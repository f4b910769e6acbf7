"""The addresses at which a program and its children listen, for TCP and UDP."""

import socket

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


def own_address() -> str:
    """Returns an address of the machine beyond loopback, which Janus leaves out; loopback if there is none."""
    every = (one for found in psutil.net_if_addrs().values() for one in found if one.family == socket.AF_INET)
    return next((one.address for one in every if not one.address.startswith("127.")), "127.0.0.1")
