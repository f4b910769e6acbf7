"""Migrates a database to the schema of this program."""

from pathlib import Path

from alembic import command
from alembic.config import Config

_PACKAGE = Path(__file__).parents[1]
# In an installed package, or next to the sources of a checkout.
_FOLDERS = (_PACKAGE / "migrations", _PACKAGE.parents[1] / "migrations")
SCRIPTS = next((folder for folder in _FOLDERS if folder.is_dir()), _PACKAGE)


def migrations(dsn: str) -> Config:
    """Returns Alembic's settings for the database at `dsn` (`postgresql://…`)."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config


def upgrade(dsn: str, revision: str = "head") -> None:
    """Applies missing migrations up to `revision`. Safe at every start and from several processes at once."""
    command.upgrade(migrations(dsn), revision)


def downgrade(dsn: str, revision: str = "base") -> None:
    command.downgrade(migrations(dsn), revision)


def check_migrations(dsn: str) -> None:
    """Raises an error if the tables in the code differ from those created by the migrations."""
    command.check(migrations(dsn))
