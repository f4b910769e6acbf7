"""Bring a database to this program's schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config

_PACKAGE = Path(__file__).parents[1]
# Inside an installed package, or beside the sources of a checkout.
_FOLDERS = (_PACKAGE / "migrations", _PACKAGE.parents[1] / "migrations")
SCRIPTS = next((folder for folder in _FOLDERS if folder.is_dir()), _PACKAGE)


def migrations(dsn: str) -> Config:
    """Alembic's settings for the database at `dsn` (`postgresql://…`)."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config


def upgrade(dsn: str, revision: str = "head") -> None:
    """Apply what is missing, up to `revision`. Safe to call at every start and from several processes at once."""
    command.upgrade(migrations(dsn), revision)


def downgrade(dsn: str, revision: str = "base") -> None:
    command.downgrade(migrations(dsn), revision)


def check_migrations(dsn: str) -> None:
    """Raise when the tables that the code describes differ from those the migrations made."""
    command.check(migrations(dsn))
