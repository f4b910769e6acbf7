"""The API's document is valid OpenAPI 3.1, says what every route shares, and its copy for the workbench is fresh."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from lianxin.cases import COMMANDS
from lianxin.web.described import FREE, WITHOUT_SESSION
from lianxin.web.schema import openapi_json

COPY = Path(__file__).parents[2] / "web" / "workbench" / "openapi.json"
REFRESH = ".venv/bin/lianxin openapi --out web/workbench/openapi.json"
METHODS = {"get", "post", "put", "patch", "delete"}
Operations = dict[str, tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return orjson.loads(openapi_json())


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> Operations:
    """Operation id → its line, such as `POST /api/cases`, and the operation."""
    return {
        operation["operationId"]: (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def headers(operation: dict[str, Any]) -> set[str]:
    """The names of the headers it must be sent."""
    return {each["name"] for each in operation.get("parameters", []) if each["in"] == "header" and each["required"]}


def test_the_description_is_valid_openapi_3_1(document: dict[str, Any]):
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(document: dict[str, Any], operations: Operations):
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())
    assert {method for methods in document["paths"].values() for method in methods} <= METHODS
    assert [name for name, (_, operation) in operations.items() if not operation.get("description")] == []


def test_every_command_has_its_route(operations: Operations):
    for command in COMMANDS.values():
        target = "cases/{number}" if command.about == "case" else "orders/{order_id}"
        line, operation = operations[command.name]
        assert line == f"POST /api/{target}/{command.name}"
        body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        assert body == f"#/components/schemas/{command.asks.__name__}"
        assert headers(operation) == {"Idempotency-Key", "If-Match"}


def test_every_post_asks_for_a_key_but_those_that_change_nothing(operations: Operations):
    posts = {name: operation for name, (line, operation) in operations.items() if line.startswith("POST ")}
    assert {name for name, operation in posts.items() if "Idempotency-Key" not in headers(operation)} == FREE
    others = operations.keys() - posts.keys()
    assert [name for name in others if headers(operations[name][1])] == []


def test_every_operation_may_refuse_with_a_problem_document(operations: Operations):
    for line, operation in operations.values():
        refusals = {code: said for code, said in operation["responses"].items() if code[0] not in "123"}
        assert refusals.keys() == {"default"}, line
        assert set(refusals["default"]["content"]) == {"application/problem+json"}


def test_every_answer_of_the_api_has_a_shape(operations: Operations):
    bare = [
        line
        for line, operation in operations.values()
        for code, said in operation["responses"].items()
        if code in {"200", "201"} and not any(content.get("schema") for content in said.get("content", {}).values())
    ]
    assert bare == []


def test_who_may_come_in_without_a_session_is_said(operations: Operations):
    assert {name for name, (_, operation) in operations.items() if not operation["security"]} == WITHOUT_SESSION


def test_no_two_shapes_share_a_name(document: dict[str, Any]):
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


def test_the_copy_the_workbench_is_built_from_is_fresh():
    assert COPY.read_bytes() == openapi_json(), f"the API has changed; run: {REFRESH}"
