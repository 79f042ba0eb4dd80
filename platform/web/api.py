"""The API under /api/v1: strict JSON in, one shape of problem out, and an OpenAPI 3.1 description from the code.

A room makes `Doors("cases-api", __name__)`, writes functions below `@doors.route`, and registers them with
`register(app, doors)`. What a door says about access becomes its `security` in the description.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

import flask_smorest
from flask import Flask, Response, current_app, json, request
from marshmallow import Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser

from web.addresses import BIGINT, RowNumber
from web.body import read_json
from web.idempotency import HEADER
from web.schemas import Choice, Choices, Text

View = TypeVar("View", bound=Callable[..., Any])

PREFIX = "/api/v1"
TITLE = "SLRT"
VERSION = "1"
ABOUT = (
    "One complaint from the village to the agency and back. Every call carries `Authorization: Bearer <token>`; a "
    "token is made on the page /token and may do what its maker may. Lists answer `items` and `next`: send `next` back "
    "as `after` for the following page. Who changes something sends the `version` last read; 409 `stale` says that "
    "somebody was faster. Messages are Indonesian; `?lang=en` makes them English."
)
SCHEME = "token"
FILE = {"type": "string", "format": "binary"}
"""The schema of a file, whichever way it goes."""
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable, `detail` is for people.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "field": {"type": "string", "description": "The one input to blame"},
        "errors": {
            "type": "object",
            "description": "What is wrong, by input",
            "additionalProperties": {"type": ["array", "object"]},
        },
    },
}
_IDEMPOTENCY = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "A fresh UUID per thing to create; the same key sent again answers with the same thing.",
    "schema": {"type": "string", "format": "uuid"},
}
_WITH_BODY = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
              HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY)  # fmt: skip
_GUARDED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


class Answer(Schema):
    """The base of what programs get back: every field is always there."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say so in the description too."""
        field_obj.required = True


class StrictParser(FlaskParser):
    """Reads JSON as strictly as the pages do; what a schema refuses becomes a problem with `errors` by field."""

    def load_json(self, req: Any, schema: Schema) -> Any:
        """The body; answers 400, 413 or 415 by itself."""
        return read_json()

    def handle_error(self, error: ValidationError, *_args: Any, **_options: Any) -> NoReturn:
        """Leave out webargs' level for the place (body, query) it came from."""
        (messages,) = error.normalized_messages().values()
        raise ValidationError(_in_lists(messages))


class Doors(flask_smorest.Blueprint):
    """A room's doors for programs."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, import_name: str, description: str = "") -> None:
        super().__init__(name, import_name, url_prefix=PREFIX, description=description)
        self._prepare_doc_cbks.append(_describe)

    def file(self, *media_types: str) -> Callable[[Any], Any]:
        """Mark a door that answers with a file, under one of those media types."""
        first, *others = media_types
        answers = self.response(200, FILE, content_type=first)
        besides = self.doc(responses={200: {"content": {each: {"schema": FILE} for each in others}}})
        return lambda view: answers(besides(view))

    def _store_endpoint_docs(self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any) -> None:
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)
        for method, info in self._docs[endpoint].items():
            if method != "parameters":
                info["door"] = (endpoint, getattr(obj, "access", None))  # the mark of `tenants`, a room above


class _Api(flask_smorest.Api):
    """flask-smorest with the house's own errors; the description is served by a door of ours."""

    spec: Any
    ma_plugin: Any

    def _register_doc_blueprint(self) -> None:
        pass

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        self.spec.components.schema("Problem", PROBLEM)
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for status in HTTPStatus:
            answer = {"description": status.phrase, "content": content}
            self.spec.components.response(status.name, answer, lazy=True)
        self.spec.components.response("DEFAULT_ERROR", {"description": "A problem", "content": content}, lazy=True)


def init_app(app: Flask) -> None:
    """Start an empty description and publish it."""
    api = _Api(spec_kwargs={
        "title": TITLE,
        "version": VERSION,
        "openapi_version": "3.1.0",
        "info": {"description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{SCHEME: []}],
    })  # fmt: skip
    api.init_app(app)
    api.spec.components.security_scheme(SCHEME, {"type": "http", "scheme": "bearer"})
    api.ma_plugin.converter.add_attribute_function(_field2properties)
    api.register_converter(RowNumber, _row_number)
    app.extensions["slrt_api"] = api
    app.add_url_rule(f"{PREFIX}/openapi.json", "web.openapi", openapi)
    app.after_request(_ask_for_a_token)


def register(app: Flask, doors: Doors) -> None:
    """Open a room's doors and describe them; labels are put down in the office's language."""
    with app.app_context():
        app.extensions["slrt_api"].register_blueprint(doors)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(f"{doors.name}.") and getattr(view, "stateless", False):
            app.extensions["csrf"].exempt(view)


def stateless(view: View) -> View:
    """Mark a public door that changes nothing and asks nobody's rights: a CSRF token would protect nothing there."""
    view.stateless = True  # type: ignore[attr-defined]
    return view


def once(view: Any) -> Any:
    """Mark a door that creates something: it asks for an Idempotency-Key (`web.idempotency.read_key()`)."""
    return Doors.doc(parameters=[_IDEMPOTENCY])(view)


def openapi() -> Response:
    """The description of every door for programs."""
    return Response(json.dumps(current_app.extensions["slrt_api"].spec.to_dict()), mimetype="application/json")


openapi.public = True  # type: ignore[attr-defined]


def _ask_for_a_token(response: Response) -> Response:
    if response.status_code == HTTPStatus.UNAUTHORIZED and request.path.startswith(f"{PREFIX}/"):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _describe(doc: dict[str, Any], info: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Who may, and which problems to expect."""
    endpoint, access = info["door"]
    guarded = access is None or access.kind != "public"
    statuses = (*(_GUARDED if guarded else ()), *(_WITH_BODY if "requestBody" in doc else ()))
    doc["operationId"] = endpoint
    doc["security"] = [{SCHEME: []}] if guarded else []
    if access is not None and access.permission:
        doc["x-permission"] = access.permission
    for status in statuses:
        doc["responses"].setdefault(status.value, status.name)
    return doc


def _in_lists(messages: Any) -> Any:
    """Always a list of words per input: marshmallow leaves a lazy translation bare."""
    if isinstance(messages, dict):
        return {str(name): _in_lists(words) for name, words in messages.items()}
    return [str(words) for words in messages] if isinstance(messages, list) else [str(messages)]


def _row_number(converter: RowNumber) -> dict[str, Any]:
    size = "int64" if converter.below == BIGINT else "int32"
    return {"type": "integer", "format": size, "minimum": 0, "maximum": converter.below - 1}


def _field2properties(_converter: Any, field: fields.Field[Any], **_options: Any) -> dict[str, Any]:
    """What our own fields say about themselves: label, choices, lengths."""
    told: dict[str, Any] = {"title": str(label)} if (label := field.metadata.get("label")) else {}
    if isinstance(field, Choices):
        return told | {"type": "array", "items": {"enum": _values(field)}, "maxItems": 500}
    if isinstance(field, Choice) and field.varies:
        kinds = ["string", "null"] if field.allow_none else "string"
        return told | {"type": kinds, "description": "One of those this site offers"}
    if isinstance(field, Choice):
        return told | {"enum": [*_values(field), *([None] if field.allow_none else [])]}
    if isinstance(field, Text):
        return told | {"maxLength": field.max} | ({"minLength": max(field.min, 1)} if field.required else {})
    return told


def _values(field: Choice) -> list[Any]:
    return [option[0] for option in field.options]
