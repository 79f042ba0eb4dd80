"""A tiny application with only the shell in it: no database, no rooms above."""

from collections.abc import Iterator
from typing import NoReturn

import pytest
from flask import Flask, abort, jsonify, render_template_string, request
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate
from sqlalchemy.exc import OperationalError

import web
from foundation.errors import Refused
from web import body, i18n, idempotency, pagination, shell
from web.forms import Form
from web.schemas import BaseSchema, Choice, Choices, Day, Number, Secret, Text


class Intake(BaseSchema):
    """One field of each kind."""

    name = Text(required=True, max=40, label=_l("Nama"))
    notes = Text(max=200, multiline=True, label=_l("Catatan"))
    size = Number(min=1, max=30, label=_l("Jumlah"))
    born = Day(label=_l("Lahir"))
    sector = Choice([("health", "Kesehatan"), ("food", "Pangan")], label=_l("Sektor"))
    needs = Choices([("a", "A"), ("b", "B")], label=_l("Kebutuhan"))
    mail = fields.Email(load_default=None)
    plain = fields.Str(load_default=None, validate=validate.Length(max=10))
    words = fields.List(fields.Str(), load_default=list)
    secret = Secret(max=50, label=_l("Kata sandi"))
    agree = fields.Boolean(load_default=False)


FORM_PAGE = """{% extends "layout.html" %}
{% block title %}{{ ui.error_prefix(form) }}Daftar{% endblock %}
{% block main %}{{ ui.error_summary(form) }}<h1>Daftar</h1>
{% call ui.form(form, request_key=true) %}{{ ui.text(form, 'name') }}{{ ui.textarea(form, 'notes') }}
{{ ui.number(form, 'size') }}
{{ ui.date(form, 'born') }}{{ ui.select(form, 'sector') }}{{ ui.checkboxes(form, 'needs') }}
{{ ui.password(form, 'secret') }}
{{ ui.checkbox(form, 'agree', 'Setuju') }}{% endcall %}{% endblock %}"""


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(shell, "_provider", lambda: None)  # the house's own come back afterwards
    monkeypatch.setattr(i18n, "_timezone_of_reader", lambda: None)
    app = Flask("shell_only", static_folder=None)
    app.config.update(SECRET_KEY="only for tests", WTF_CSRF_ENABLED=False)
    web.init_app(app)
    _add_doors(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _add_doors(app: Flask) -> None:
    @app.route("/form", methods=["GET", "POST"])
    def form_page() -> tuple[str, int] | str:
        if request.method == "GET":
            return render_template_string(FORM_PAGE, form=Form.blank(Intake(), {"name": "Sumiati"}))
        form = Form.read(Intake())
        if form.valid and form.data["name"] == "Ditolak":
            form.refuse(Refused("Nama sudah ada", field="name", status=409))
        return render_template_string(FORM_PAGE, form=form), form.status

    @app.post("/api/intake")
    def api_intake() -> object:
        return jsonify({key: str(value) for key, value in Intake().load(request.get_json()).items()})

    @app.post("/api/raw")
    def api_raw() -> object:
        return jsonify(type(body.read_json()).__name__)

    @app.get("/status/<int:status>")
    def status(status: int) -> NoReturn:
        abort(status)

    @app.get("/refused")
    @app.get("/api/refused")
    def refused() -> NoReturn:
        raise Refused("Sudah ditetapkan", field="state", status=409, code="already_decided")

    @app.get("/broken")
    @app.get("/api/broken")
    def broken() -> NoReturn:
        raise RuntimeError("a secret detail")

    @app.get("/away")
    @app.get("/api/away")
    def away() -> NoReturn:
        raise OperationalError("SELECT a secret detail", {}, ConnectionError("a secret detail"))

    @app.post("/key")
    def key() -> str:
        return str(idempotency.read_key())

    @app.get("/rows")
    def rows() -> object:
        return jsonify(pagination.decode_cursor(request.args.get("after"), (str, int)))
