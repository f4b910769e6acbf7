"""The description of the API is valid OpenAPI 3.1 and keeps the conventions every route shares."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from lianxin.web.schema import openapi_document

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return openapi_document()


@pytest.fixture(scope="module")
def operations(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each operation with its name, such as `POST /api/cases`."""
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def headers(operation: dict[str, Any]) -> set[str]:
    return {each["name"].lower() for each in operation.get("parameters", []) if each["in"] == "header"}


def test_the_description_is_valid_openapi_3_1(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(described).validate()


def test_every_operation_has_a_summary_and_a_name_of_its_own(operations: list[tuple[str, dict[str, Any]]]) -> None:
    assert len(operations) > 10
    assert [name for name, operation in operations if not operation.get("summary")] == []
    names = [operation["operationId"] for _, operation in operations]
    assert len(names) == len(set(names))


def test_every_post_says_that_it_takes_an_idempotency_key(operations: list[tuple[str, dict[str, Any]]]) -> None:
    posts = [(name, operation) for name, operation in operations if name.startswith("POST /api/")]
    assert posts
    assert [name for name, operation in posts if "idempotency-key" not in headers(operation)] == []


def test_every_refusal_is_a_problem_document(operations: list[tuple[str, dict[str, Any]]]) -> None:
    other = [
        f"{name} {status}"
        for name, operation in operations
        for status, response in operation["responses"].items()
        if status[0] in "45" and set(response.get("content", {})) - {"application/problem+json"}
    ]
    assert other == []
