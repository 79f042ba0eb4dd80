"""The box at the top of every page. Posted, so that what was typed stays out of addresses and logs."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cases.pages.blueprint import cases
from cases.queries.search import Found, find, is_code
from registry.schemas import SearchSchema
from tenants import access
from web.forms import Form


@cases.get("/cari")
@access.permits("case:read")
def search() -> ResponseReturnValue:
    """The empty box; a case code may stand in the address, nothing else is looked at there."""
    text = request.args.get("q", "").strip()
    if is_code(text):
        return _answer(Form.blank(SearchSchema(), {"q": text}), find(text))
    return _page(Form.blank(SearchSchema()), None)


@cases.post("/cari")
@access.permits("case:read")
def find_anything() -> ResponseReturnValue:
    """Cases and people together; what can only mean one of them leads straight there."""
    text = request.form.get("q", "").strip()
    if is_code(text):
        return _answer(Form.blank(SearchSchema(), {"q": text}), find(text))
    form = Form.read(SearchSchema())
    if not form.valid:
        return _page(form, None), form.status
    return _answer(form, find(form.data["q"], request.form.get("cursor")))


def _answer(form: Form, found: Found) -> ResponseReturnValue:
    if found.exact_case:
        return redirect(url_for("cases.case", case_id=found.exact_case), 303)
    if found.exact_person:
        return redirect(url_for("registry.person", person_id=found.exact_person), 303)
    return _page(form, found)


def _page(form: Form, found: Found | None) -> str:
    return render_template("cases/search.html", form=form, found=found)
