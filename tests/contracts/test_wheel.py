"""What is installed elsewhere is whole: the program, its migrations, the profiles and the words it shows."""

import subprocess
import sys
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_the_wheel_carries_all_that_the_program_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=110)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    sources = [path for path in (CHECKOUT / "src").rglob("*") if path.suffix in {".py", ".toml", ".html"}]
    read = {path.relative_to(CHECKOUT / "src").as_posix() for path in sources}
    read |= {f"lianxin/migrations/versions/{path.name}" for path in (CHECKOUT / "migrations/versions").glob("*.py")}
    read |= {f"lianxin/shipped_profiles/{city}/city.toml" for city in ("shanghai", "hangzhou", "beijing")}
    assert read - carried == set()
    licences = {name.partition(".dist-info/licenses/")[2] for name in carried if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE", "THIRD_PARTY_NOTICES", "web/workbench/public/third-party.txt"}


def test_the_third_party_notices_name_what_is_locked() -> None:
    command = [sys.executable, "tools/notices.py", "--check"]
    checked = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, f"{checked.stdout}; write them with `make notices`"
