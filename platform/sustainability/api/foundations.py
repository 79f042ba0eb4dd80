"""What the service stands on, for programs: one set of doors for every kind of the table in `sustainability.kinds`."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from marshmallow import fields

from foundation.errors import Refused
from sustainability.actions.records import add_record, change_record
from sustainability.api.doors import AfterQuery, doors
from sustainability.kinds import KINDS, Kind
from sustainability.models import Recorded
from sustainability.queries.records import choices_of, get_record, records_page
from tenants import access
from web import api
from web.api import Answer
from web.idempotency import read_key
from web.schemas import BIGINT, Number


class PartQuery(AfterQuery):
    """Whose parts."""

    parent_id = Number(required=True, min=1, max=BIGINT - 1)


class FoundationAnswer(Answer):
    """One record: what its kind asks for in `values`, under the names of the input."""

    id = fields.Integer()
    version = fields.Integer()
    values = fields.Dict(fields.String(), fields.Raw())
    file_name = fields.String(metadata={"description": "The paper behind it; empty: none"})


class FoundationsAnswer(Answer):
    """A page of them, the newest first."""

    items = fields.List(fields.Nested(FoundationAnswer))
    next = fields.String(allow_none=True)


def _open(kind: Kind) -> None:
    """The four doors of a kind."""
    path = f"/sustainability/foundations/{kind.name}"
    asks = PartQuery if kind.parent else AfterQuery
    changed = type(f"{kind.schema.__name__.removesuffix('Schema')}ChangeSchema", (kind.schema,), {"version": _VERSION})

    def listed(asked: dict[str, Any]) -> dict[str, Any]:
        page = records_page(kind, asked["after"], asked.get("parent_id"))
        return {"items": [_told(kind, row) for row in page.rows], "next": page.next}

    def read(record_id: int) -> dict[str, Any]:
        return _told(kind, get_record(kind, record_id))

    def change(sent: dict[str, Any], record_id: int) -> dict[str, Any]:
        version = sent.pop("version")
        _refuse_foreign(kind, sent)
        return _told(kind, change_record(kind, record_id, sent, version))

    def add(sent: dict[str, Any]) -> dict[str, Any]:
        _refuse_foreign(kind, sent)
        return _told(kind, add_record(kind, sent, read_key()))

    def add_part(asked: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
        _refuse_foreign(kind, sent)
        return _told(kind, add_record(kind, sent, read_key(), parent_id=asked["parent_id"]))

    if kind.parent:
        adding = doors.arguments(PartQuery, location="query")(doors.arguments(kind.schema)(add_part))
    else:
        adding = doors.arguments(kind.schema)(add)
    name, words = kind.name, kind.name.replace("_", " ")
    listing = doors.response(200, FoundationsAnswer)(doors.arguments(asks, location="query")(listed))
    adding = api.once(doors.response(201, FoundationAnswer)(adding))
    reading = doors.response(200, FoundationAnswer)(read)
    changing = doors.response(200, FoundationAnswer)(doors.arguments(changed)(change))
    _door(path, "GET", listing, f"list_{name}", f"Records of the kind {words}, the newest first.", "sustain:read")
    _door(path, "POST", adding, f"add_{name}", f"A new record of the kind {words}.", "sustain:write")
    _door(f"{path}/<int:record_id>", "GET", reading, f"read_{name}", f"One {words}.", "sustain:read")
    _door(f"{path}/<int:record_id>", "PUT", changing, f"change_{name}", f"New values of one {words}.", "sustain:write")


def _door(path: str, method: str, view: Callable[..., Any], name: str, words: str, permission: str) -> None:
    view.__name__, view.__doc__ = name, words
    doors.route(path, methods=[method])(access.permits(permission)(view))


_VERSION = Number(required=True, min=1)


def _told(kind: Kind, row: Recorded) -> dict[str, Any]:
    values = {name: field.serialize(name, row) for name, field in kind.schema().fields.items()}
    return {"id": row.id, "version": row.version, "values": values, "file_name": getattr(row, "file_name", "") or ""}


def _refuse_foreign(kind: Kind, sent: dict[str, Any]) -> None:
    """A village or agency that is not this district's."""
    for name, offered in choices_of(kind.schema()).items():
        if sent.get(name) is not None and sent[name] not in {option[0] for option in offered}:
            raise Refused(_("Pilih salah satu dari daftar"), field=name, code="unknown")


for each in KINDS.values():
    _open(each)
