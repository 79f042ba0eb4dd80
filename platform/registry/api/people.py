"""The people of a district, for programs: search, record, look. Numbers come back masked."""

from typing import Any

from flask import url_for
from marshmallow import fields

from registry import actions, queries
from registry.api.doors import doors
from registry.queries import PersonRow, PersonView
from registry.schemas import PersonSchema, SearchSchema
from tenants import access
from web import api
from web.api import Answer
from web.idempotency import read_key
from web.pagination import Page
from web.schemas import Text


class PersonSearchSchema(SearchSchema):
    """A search and where to go on. Both travel in the body: a NIK or a name never lies in an address."""

    after = Text(max=1000)


class PersonRowAnswer(Answer):
    """Enough to recognise somebody."""

    id = fields.Integer()
    name = fields.String()
    sex = fields.String()
    birth_date = fields.Date(allow_none=True)
    age = fields.Integer(allow_none=True)
    nik_masked = fields.String()
    phone_masked = fields.String()
    relation = fields.Integer()
    village_code = fields.String()
    village = fields.String()


class PeopleAnswer(Answer):
    """A page of people."""

    items = fields.List(fields.Nested(PersonRowAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class PersonAnswer(Answer):
    """A person and the household, with masked numbers."""

    id = fields.Integer(attribute="person.id")
    version = fields.Integer(attribute="person.version")
    name = fields.String(attribute="person.name")
    sex = fields.String(attribute="person.sex")
    birth_date = fields.Date(attribute="person.birth_date", allow_none=True)
    birth_place = fields.String(attribute="person.birth_place")
    age = fields.Integer(allow_none=True)
    relation = fields.Integer(attribute="person.relation")
    nik_masked = fields.String(attribute="person.nik_masked")
    phone_masked = fields.String(attribute="person.phone_masked")
    family_card_masked = fields.String()
    address = fields.String(attribute="household.address")
    village_code = fields.String(attribute="household.village_code")
    place = fields.String()
    household_id = fields.Integer(attribute="household.id")
    nik_state = fields.String(attribute="person.nik_state")
    presence = fields.String(attribute="person.presence")
    desil = fields.Integer(attribute="person.desil", allow_none=True, metadata={"description": "The person's own"})
    nik_flag = fields.String(metadata={"description": "What is doubtful about the NIK; empty when nothing is"})
    members = fields.List(fields.Nested(PersonRowAnswer), metadata={"description": "The others of the household"})


@doors.route("/persons/search", methods=["POST"])
@access.permits("person:read")
@doors.arguments(PersonSearchSchema)
@doors.response(200, PeopleAnswer)
def search_people(asked: dict[str, Any]) -> Page[PersonRow]:
    """Find people by NIK, family card, telephone number or name."""
    return queries.search(asked["q"], asked["after"])


@doors.route("/persons", methods=["POST"])
@access.permits("person:write")
@api.once
@doors.arguments(PersonSchema)
@doors.response(201, PersonAnswer)
def create_person(said: dict[str, Any]) -> tuple[PersonView, int, dict[str, str]]:
    """Record a person, in the household of that family card or in a new one."""
    person_id = actions.create_person(said, read_key()).id
    return queries.person_view(person_id), 201, {"Location": url_for("registry-api.get_person", person_id=person_id)}


@doors.route("/persons/<int:person_id>")
@access.permits("person:read")
@doors.response(200, PersonAnswer)
@doors.alt_response(410, "GONE")
def get_person(person_id: int) -> PersonView:
    """A person, masked. Who looked is written down."""
    return queries.person_view(person_id)
