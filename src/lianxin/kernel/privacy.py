"""Personal data at rest: each citizen's data under a key of its own, that key wrapped by the city's master key.

Destroying a citizen's wrapped key erases the data wherever a copy of the row lies. AES-256-GCM (NIST SP 800-38D).
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
MASTER_KEY = 32
KEY_FILE = "master.key"


@dataclass(frozen=True)
class Sealed:
    """`body` is nonce + ciphertext of a JSON object; `key` is the wrapped key that opens it."""

    body: bytes
    key: bytes

    def packed(self) -> bytes:
        """Both in one string of bytes."""
        return bytes([len(self.key)]) + self.key + self.body

    @classmethod
    def unpacked(cls, data: bytes) -> "Sealed":
        """Out of such a string."""
        end = 1 + data[0]
        return cls(data[end:], data[1:end])


class Vault:
    """Seals and opens personal data under one master key of 32 bytes. `check` tells keys apart and gives none away."""

    def __init__(self, master: bytes) -> None:
        if len(master) != MASTER_KEY:
            raise ValueError(f"a master key has {MASTER_KEY} bytes, this one has {len(master)}")
        self._wrap = AESGCM(master)
        self._index_key = hmac.digest(master, b"lianxin citizen index", "sha256")
        self.check = hmac.digest(master, b"lianxin master key check", "sha256").hex()

    def seal(self, data: dict[str, str]) -> Sealed:
        """Encrypts under a fresh key."""
        key = AESGCM.generate_key(bit_length=256)
        return Sealed(encrypt(AESGCM(key), orjson.dumps(data)), encrypt(self._wrap, key))

    def open(self, sealed: Sealed) -> dict[str, str]:
        """Decrypts; raises `cryptography.exceptions.InvalidTag` when body or key were tampered with."""
        return orjson.loads(decrypt(AESGCM(decrypt(self._wrap, sealed.key)), sealed.body))

    def index(self, value: str) -> str:
        """A keyed fingerprint (32 hex digits) by which an exact value, such as a phone number, is found again."""
        return hmac.new(self._index_key, value.encode(), hashlib.sha256).hexdigest()[:32]


def encrypt(cipher: AESGCM, plain: bytes) -> bytes:
    """Nonce + ciphertext."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, None)


def decrypt(cipher: AESGCM, sealed: bytes) -> bytes:
    """The plain bytes of nonce + ciphertext."""
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)


def has_master_key(folder: Path) -> bool:
    """Whether `master_key` would read it, not make it."""
    return (folder / KEY_FILE).exists()


def master_key(folder: Path) -> bytes:
    """The city's master key, made on first use and kept in `folder/master.key` for the owner's eyes only."""
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(MASTER_KEY))
    return path.read_bytes()
