"""Writes a migration from the present `tables.py` of all packages (`make migration`). Read it before committing it."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from lianxin.kernel import postgres
from lianxin.runtime import migrate


def main(words: str) -> None:
    home = Path(tempfile.mkdtemp(prefix="lianxin-migration-"))
    home.chmod(0o711)
    server = postgres.start(home)
    try:
        migrate.upgrade(server.dsn)
        number = 1 + max(int(script.name[:4]) for script in migrate.SCRIPTS.glob("versions/[0-9]*.py"))
        config = migrate.migrations(server.dsn)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(config, words, autogenerate=True, rev_id=f"{number:04}")
    finally:
        server.stop()
        postgres.discard(home)
        home.rmdir()


if __name__ == "__main__":
    main(sys.argv[1])
