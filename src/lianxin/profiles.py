"""Where the profiles of cities lie: beside the program, or a folder somebody names."""

from pathlib import Path

from lianxin.kernel.errors import NotFound

HERE = Path(__file__).parent
# Inside an installed package, or beside the sources of a checkout.
PLACES = (HERE / "shipped_profiles", HERE.parents[1] / "profiles")
SHIPPED = next((folder for folder in PLACES if folder.is_dir()), HERE)


class NoSuchProfile(NotFound):
    """No profile of this name is shipped, and no such folder exists."""

    code = "city.no_such_profile"


def profile_folder(name: str) -> Path:
    """The folder of a shipped city (`shanghai`), or the folder itself when a path is given."""
    for folder in (SHIPPED / name, Path(name)):
        if (folder / "city.toml").exists():
            return folder
    shipped = sorted(folder.name for folder in SHIPPED.iterdir() if (folder / "city.toml").exists())
    raise NoSuchProfile(name=name, shipped=shipped)
