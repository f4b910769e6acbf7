"""Finds the folder of a city profile: one shipped with the program, or a folder given by path."""

from pathlib import Path

from lianxin.kernel.errors import NotFound

_PACKAGE = Path(__file__).parents[1]
# In an installed package, or next to the sources of a checkout.
_FOLDERS = (_PACKAGE / "shipped_profiles", _PACKAGE.parents[1] / "profiles")
SHIPPED = next((folder for folder in _FOLDERS if folder.is_dir()), _PACKAGE)


class NoSuchProfile(NotFound):
    """No profile of this name is shipped, and no such folder exists."""

    code = "city.no_such_profile"


def profile_folder(name: str) -> Path:
    """The folder of a shipped city (`shanghai`), or the folder itself for a path; raises NoSuchProfile."""
    for folder in (SHIPPED / name, Path(name)):
        if (folder / "city.toml").exists():
            return folder
    shipped = sorted(folder.name for folder in SHIPPED.iterdir() if (folder / "city.toml").exists())
    raise NoSuchProfile(name=name, shipped=shipped)
