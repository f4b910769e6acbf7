"""Fixtures of several features: a city behind its application, and media servers."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from builders.site import AppSite, a_site
from builders.telephone_line import Servers, media_servers
from lianxin.kernel.database import Database


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with media_servers(tmp_path_factory.mktemp("media")) as started:
        yield started
