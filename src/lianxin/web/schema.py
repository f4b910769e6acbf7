"""Generates the OpenAPI document without a database."""

from pathlib import Path

import orjson

from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.web.application import create_app


def openapi_json() -> bytes:
    """Returns the OpenAPI 3.1 document as indented JSON with sorted keys, including the demo's routes."""
    nowhere = Settings(Path(), "", "", "", "", "")
    document = create_app(Site(Database("", size=1), "shanghai", nowhere), demo=True).openapi()
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"
