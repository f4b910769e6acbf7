"""The account of the server. PostgreSQL refuses to run as root, so root starts it as an existing unprivileged user."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from lianxin.kernel.postgres.layout import Layout, PostgresFailed


def prepare(layout: Layout) -> pwd.struct_passwd | None:
    """Creates the folders; as root, gives them to the account of PostgreSQL and returns it. Raises PostgresFailed."""
    layout.root.mkdir(parents=True, exist_ok=True)
    account = _account(layout) if os.geteuid() == 0 else None
    if account and not _reachable(layout.root.parent, account):
        raise PostgresFailed(
            f"PostgreSQL does not run as root, and the user {account.pw_name} cannot reach {layout.root}: "
            "set LIANXIN_HOME to a folder that others may enter, such as /var/lib/lianxin."
        )
    layout.socket_folder.mkdir(mode=0o700, exist_ok=True)
    for folder in (layout.root, layout.socket_folder):
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise PostgresFailed(f"{folder} belongs to another user.")
        folder.chmod(0o700)
    return account


def _account(layout: Layout) -> pwd.struct_passwd:
    if layout.data.exists():
        return pwd.getpwuid(layout.data.stat().st_uid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return known[name]
    raise PostgresFailed("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody.")


def _reachable(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether the account may enter the folder and all those above it."""
    for folder in (path, *path.parents):
        status = folder.stat()
        bit = 0o100 if status.st_uid == account.pw_uid else 0o010 if status.st_gid == account.pw_gid else 0o001
        if not status.st_mode & bit:
            return False
    return True


def reachable_copy(layout: Layout, binaries: Path, account: pwd.struct_passwd | None) -> Path:
    """The folder of the programs, or a copy near the data if the account cannot enter it (as in root's home)."""
    if account is None or _reachable(binaries.resolve(), account):
        return binaries
    install = binaries.resolve().parent
    copy = layout.root / f"engine-{int((binaries / 'postgres').stat().st_mtime)}"
    if not copy.exists():
        _copy_engine(install, copy)
    return copy / install.parent.name / install.name / binaries.name


def _copy_engine(install: Path, copy: Path) -> None:
    """Copies an installation with the wheel's shared libraries, which its programs find by a relative path."""
    partial = copy.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    package = install.parent
    shutil.copytree(install, partial / package.name / install.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    partial.chmod(0o755)
    partial.rename(copy)


def execute(
    layout: Layout, account: pwd.struct_passwd | None, command: Sequence[str | Path]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=layout.root,
        start_new_session=True,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
