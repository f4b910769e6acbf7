"""Hashes and checks passwords by argon2id; a check takes equally long for an unknown login."""

import asyncio

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

from lianxin.kernel.errors import Invalid

SHORTEST = 12  # characters; NIST SP 800-63B asks for at least 8

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
# The hash of 32 discarded random bytes; passwords of unknown logins are checked against it.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$pN+SE0f6yGpSQrOEIa/OVw$jcR3O9vvRfsidSqp3hp9dO0BJU1Zpvv40KH/YGgHCQM"


class WeakPassword(Invalid):
    """The password is too short."""

    code = "people.weak_password"


async def hashed(password: str) -> str:
    """Returns the hash to store; raises WeakPassword. An empty password gives an empty hash, which never matches."""
    if not password:
        return ""
    if len(password) < SHORTEST:
        raise WeakPassword(field="password", shortest=SHORTEST)
    return await asyncio.to_thread(HASHER.hash, password)


async def matches(password_hash: str, password: str) -> bool:
    """Whether the password is right. For an empty `password_hash` it takes equally long and returns False."""
    try:
        right = await asyncio.to_thread(HASHER.verify, password_hash or NOBODYS, password)
    except VerifyMismatchError:
        return False
    return right and bool(password_hash)
