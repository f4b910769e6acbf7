"""Trunks over TLS: both sides show a certificate of the city's authority."""

import asyncio
import datetime as dt
import ssl
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from builders.telephone import WITHIN, an_edge, free_port, loopback, plan_for
from lianxin.calls.sip.connections import place

pytestmark = pytest.mark.once

BEGAN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
ENDS = dt.datetime(2120, 1, 1, tzinfo=dt.UTC)
OPTIONS = (
    b"OPTIONS sip:12345@edge SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
    b"To: <sip:12345@edge>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 9\r\nContent-Length: 0\r\n\r\n"
)


def certificate(folder: Path, name: str, issuer: str = "") -> None:
    """Writes `name.pem` and `name.key`, signed by the issuer's key or by its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer, by = key, subject
    if issuer:
        loaded = serialization.load_pem_private_key((folder / f"{issuer}.key").read_bytes(), None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        signer, by = loaded, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGAN)
        .not_valid_after(ENDS)
        .add_extension(x509.BasicConstraints(ca=not issuer, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))


async def asked(address: str, folder: Path, name: str) -> bytes:
    """Asks the edge by TLS, with this certificate; returns the first bytes of the answer."""
    context = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    context.check_hostname = False
    if name:
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    reader, writer = await asyncio.open_connection(*place(address), ssl=context)
    try:
        writer.write(OPTIONS)
        await writer.drain()
        return await asyncio.wait_for(reader.read(4000), WITHIN)
    finally:
        writer.close()


async def test_a_trunk_over_tls_needs_a_certificate_of_the_authority():
    with tempfile.TemporaryDirectory(prefix="tls-") as name:
        folder = Path(name)
        certificate(folder, "authority")
        certificate(folder, "other-authority")
        for each, issuer in (("edge", "authority"), ("trunk", "authority"), ("stranger", "other-authority")):
            certificate(folder, each, issuer)
        files = {"certificate": folder / "edge.pem", "key": folder / "edge.key", "authority": folder / "authority.pem"}
        plan = replace(plan_for(), tls_listen=loopback(free_port()), **{key: str(path) for key, path in files.items()})
        async with an_edge(plan, folder / "edge"):
            assert (await asked(plan.tls_listen, folder, "trunk")).startswith(b"SIP/2.0 200 OK")
            for refused in ("", "stranger"):
                with pytest.raises((ssl.SSLError, OSError, AssertionError)):
                    assert await asked(plan.tls_listen, folder, refused) != b""
