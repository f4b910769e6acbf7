"""Generates the OpenAPI document without a database."""

from pathlib import Path
from typing import Any

from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.web.application import create_app


def openapi_document() -> dict[str, Any]:
    """Returns the OpenAPI 3.1 document, including the demo's routes."""
    nowhere = Settings(Path(), "", "", "", "", "")
    return create_app(Site(Database("", size=1), "shanghai", nowhere), demo=True).openapi()
