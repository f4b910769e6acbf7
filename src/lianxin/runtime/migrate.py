"""Migrates a database to the schema of this program."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported inside the functions because it takes 0.6 s with SQLAlchemy.

_PACKAGE = Path(__file__).parents[1]
# In an installed package, or next to the sources of a checkout.
_FOLDERS = (_PACKAGE / "migrations", _PACKAGE.parents[1] / "migrations")
SCRIPTS = next((folder for folder in _FOLDERS if folder.is_dir()), _PACKAGE)


def migrations(dsn: str) -> "Config":
    """Returns Alembic's settings for the database at `dsn` (`postgresql://…`)."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config


def upgrade(dsn: str, revision: str = "head") -> None:
    """Applies missing migrations up to `revision`. Safe at every start and from several processes at once."""
    from alembic import command

    command.upgrade(migrations(dsn), revision)


def downgrade(dsn: str, revision: str = "base") -> None:
    from alembic import command

    command.downgrade(migrations(dsn), revision)


def check_migrations(dsn: str) -> None:
    """Raises an error if the tables in the code differ from those created by the migrations."""
    from alembic import command

    command.check(migrations(dsn))
