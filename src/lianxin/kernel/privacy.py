"""Encrypts personal data: each citizen's data by its own key, and that key by the city's master key.

Destroying a citizen's wrapped key erases the data in every copy of the row. AES-256-GCM (NIST SP 800-38D).
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
        """Returns key and body as one byte string; its first byte is the length of the key."""
        return bytes([len(self.key)]) + self.key + self.body

    @classmethod
    def unpacked(cls, data: bytes) -> "Sealed":
        """Reads a byte string made by `packed`."""
        end = 1 + data[0]
        return cls(data[end:], data[1:end])


class Vault:
    """Seals and opens personal data by a master key of 32 bytes. `check` identifies the key without revealing it."""

    def __init__(self, master: bytes) -> None:
        if len(master) != MASTER_KEY:
            raise ValueError(f"a master key has {MASTER_KEY} bytes, this one has {len(master)}")
        self._wrap = AESGCM(master)
        self._index_key = hmac.digest(master, b"lianxin citizen index", "sha256")
        self.check = hmac.digest(master, b"lianxin master key check", "sha256").hex()

    def seal(self, data: dict[str, str]) -> Sealed:
        """Encrypts by a new key."""
        key = AESGCM.generate_key(bit_length=256)
        return Sealed(encrypt(AESGCM(key), orjson.dumps(data)), encrypt(self._wrap, key))

    def open(self, sealed: Sealed) -> dict[str, str]:
        """Decrypts; raises `cryptography.exceptions.InvalidTag` if the body or the key was changed."""
        return orjson.loads(decrypt(AESGCM(decrypt(self._wrap, sealed.key)), sealed.body))

    def wrap(self, key: bytes, owner: bytes | None = None) -> bytes:
        """Wraps the key of a file by the key of its owner (a citizen's, as in `Sealed.key`), else by the master key.

        Destroying the owner's key then destroys the file in every copy.
        """
        return encrypt(self._wrapping(owner), key)

    def unwrap(self, wrapped: bytes, owner: bytes | None = None) -> bytes:
        """Returns the key that `wrap` wrapped with the same owner; raises InvalidTag."""
        return decrypt(self._wrapping(owner), wrapped)

    def _wrapping(self, owner: bytes | None) -> AESGCM:
        return self._wrap if owner is None else AESGCM(decrypt(self._wrap, owner))

    def index(self, value: str) -> str:
        """Returns a keyed hash (32 hex digits) for finding an exact value, such as a phone number."""
        return hmac.new(self._index_key, value.encode(), hashlib.sha256).hexdigest()[:32]


def encrypt(cipher: AESGCM, plain: bytes) -> bytes:
    """Returns nonce + ciphertext."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, None)


def decrypt(cipher: AESGCM, sealed: bytes) -> bytes:
    """Returns the plain bytes of nonce + ciphertext; raises InvalidTag."""
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], None)


def has_master_key(folder: Path) -> bool:
    """Whether the folder contains a master key, so that `master_key` would not create one."""
    return (folder / KEY_FILE).exists()


def master_key(folder: Path) -> bytes:
    """Returns the city's master key; creates it on first use in `folder/master.key`, which only the owner may read."""
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(MASTER_KEY))
    return path.read_bytes()
