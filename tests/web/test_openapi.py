"""The published description of the API is valid and says of every door who may open it."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tenants.access import declared
from web.api import PREFIX


@pytest.fixture
def described(house):
    answer = house.test_client().get(f"{PREFIX}/openapi.json")
    assert answer.status_code == 200
    return answer.get_json()


def operations(described):
    return [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def test_the_description_is_valid_openapi_3_1(described):
    assert described["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(described).validate()
    assert described["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}


def test_every_shape_has_a_name_of_its_own(described):
    assert [name for name in described["components"]["schemas"] if name[-1].isdigit()] == []


def test_every_operation_says_who_may_and_which_problems_to_expect(house, described):
    doors = [rule for rule in house.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    endpoints = {rule.endpoint.split(".")[-1]: rule.endpoint for rule in doors}
    for path, method, operation in operations(described):
        access = declared(house, endpoints[operation["operationId"]], method.upper())
        public = access.kind == "public"
        assert operation["security"] == ([] if public else [{"token": []}]), path
        assert operation.get("x-permission", "") == access.permission, path
        assert operation["summary"], path
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/DEFAULT_ERROR"}, path
        assert public or {"401", "403"} <= set(operation["responses"]), path
    problems = described["components"]["responses"].values()
    assert all(list(problem["content"]) == ["application/problem+json"] for problem in problems)


def test_every_door_for_programs_is_described(house, described):
    served = {
        (re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in house.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.endpoint != "web.openapi"
    }
    assert served == {(path, method) for path, method, _operation in operations(described)}


def test_inputs_carry_the_choices_and_limits_of_the_forms(described):
    schemas = described["components"]["schemas"]
    intake = schemas["CaseRegistration"]["properties"]
    assert "enum" not in intake["case_type"], "each site has its own list"
    assert "pbi_reactivation" in intake["case_type"]["examples"]
    assert "complaint" in intake["kind"]["enum"]
    assert intake["summary"]["maxLength"] == 160
    assert None in intake["sector"]["enum"]
    assert set(schemas["CaseRegistration"]["required"]) == {
        "case_type", "kind", "person_id", "summary", "village_code",
    }  # fmt: skip
    assert schemas["Move"]["properties"]["version"]["minimum"] == 1
    key = [p for p in described["paths"]["/api/v1/cases"]["post"]["parameters"] if p["in"] == "header"]
    assert [(p["name"], p["required"]) for p in key] == [("Idempotency-Key", True)]
