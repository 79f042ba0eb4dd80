"""Registering a case, one topic per page. What is typed is kept on the server: no personal data in addresses."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from cases.actions import drafts, places
from cases.models import CaseDraft
from cases.pages.blueprint import cases
from cases.queries.drafts import my_draft, my_drafts
from cases.queries.likely import Likely, likely_before
from cases.queries.places import SECTORS
from cases.reports.kept import opened
from cases.schemas import CaseIntakeSchema
from foundation.errors import Refused
from reference import codes
from registry import queries as registry
from registry.queries import PersonRow
from registry.schemas import SearchSchema
from settings.queries import case_types_by_sector, rules
from tenants import access
from web.forms import Form

TOPICS: dict[str, tuple[str, ...]] = {
    "perihal": ("case_type", "kind"),
    "keluhan": ("summary", "story", "village_code", "point", "point_sure", "landmark", "emergency"),
    "pelapor": ("channel", "proxy_name", "proxy_relation", "consent_share"),
}
"""The pages between "who" and "check", with the fields each one asks for."""
ANSWERED = {"perihal": ("case_type", "kind"), "keluhan": ("summary", "village_code"), "pelapor": ("channel",)}
"""What must be there before "check": a pasted report may have filled in the rest."""
STEPS = ("warga", *TOPICS, "periksa")


@cases.route("/kasus/baru", methods=["GET", "POST"])
@access.permits("case:register")
def start() -> ResponseReturnValue:
    """Who needs it: search first, so that nobody is written down twice. `person` comes back from the registry."""
    return _who(None)


@cases.route("/kasus/baru/<int:draft_id>/warga", methods=["GET", "POST"])
@access.permits("case:register")
def change_person(draft_id: int) -> ResponseReturnValue:
    """It was somebody else after all."""
    return _who(my_draft(draft_id))


@cases.route("/kasus/baru/<int:draft_id>/<any(perihal, keluhan, pelapor):topic>", methods=["GET", "POST"])
@access.permits("case:register")
def topic(draft_id: int, topic: str) -> ResponseReturnValue:
    """One page of the registration."""
    draft = my_draft(draft_id)
    if elsewhere := _elsewhere(draft):
        return redirect(elsewhere, 303)
    schema, choices = CaseIntakeSchema(only=TOPICS[topic]), _choices(topic)
    if request.method == "GET":
        return _topic_page(draft, topic, Form.blank(schema, _initial(draft, topic), choices))
    form = Form.read(schema, choices=choices)
    if topic == "perihal":
        _check_kind(form)
    if topic == "keluhan" and form.valid:
        _check_point(form)
    if not form.valid:
        return _topic_page(draft, topic, form), form.status
    drafts.keep(draft, form.data)
    return redirect(_after(draft, topic), 303)


@cases.route("/kasus/baru/<int:draft_id>/periksa", methods=["GET", "POST"])
@access.permits("case:register")
def confirm(draft_id: int) -> ResponseReturnValue:
    """Everything once more, then it is registered. A second press finds the case made by the first."""
    draft = my_draft(draft_id, lock=request.method == "POST")
    if elsewhere := _elsewhere(draft):
        return redirect(elsewhere, 303)
    if missing := _first_unanswered(draft):
        return redirect(_url(draft, missing), 303)
    form = Form.read(CaseIntakeSchema(), _typed(draft.body))
    likely = _likely(draft)
    fresh = {each.row.id for each in likely.cases} - set(map(_number, request.form.getlist("seen")))
    if request.method == "POST" and form.valid and not fresh:
        try:
            return redirect(url_for("cases.receipt", case_id=drafts.finish(draft, form.data, likely).id), 303)
        except Refused as refusal:
            form.refuse(refusal)
    person = registry.person_view(whose(draft))
    return render_template(
        "cases/start_confirm.html",
        draft=draft,
        report=opened(draft.report_cipher),
        likely=likely,
        form=form,
        person=person,
        place=dict(_choices("keluhan")["village_code"]),
        type=rules().case_type(draft.body["case_type"]),
    ), form.status


def whose(draft: CaseDraft) -> int:
    """Who the registration is about. Asked only where that is settled; 404 for who takes a short cut."""
    return draft.person_id or abort(404)


def _likely(draft: CaseDraft) -> Likely:
    """Open cases that may be this one; of a case type that is no longer offered the sector is unknown."""
    said = draft.body
    return likely_before(whose(draft), said["case_type"], _sector(draft), said["village_code"])


def _sector(draft: CaseDraft) -> str:
    case_type = rules().case_types.get(draft.body.get("case_type", ""))
    return draft.body.get("sector") or (case_type.sector if case_type else "")


def _elsewhere(draft: CaseDraft) -> str | None:
    """Where to go instead: it is registered already, or nobody has said yet who it is about."""
    if draft.case_id is not None:
        return url_for("cases.receipt", case_id=draft.case_id)
    return url_for("cases.reported", draft_id=draft.id) if draft.person_id is None else None


def _who(draft: CaseDraft | None) -> ResponseReturnValue:
    form = Form.blank(SearchSchema())
    found = None
    if request.method == "POST":
        if number := _number(request.form.get("person")):
            return redirect(_url(_for_person(draft, number), "perihal" if draft is None else "periksa"), 303)
        form = _search_form()
        found = registry.search(form.data["q"]) if form.valid else None
    return render_template(
        "cases/start_who.html",
        form=form,
        found=found,
        picked=_row(_number(request.args.get("person"))),
        draft=draft,
        unfinished=len(my_drafts()) if draft is None else 0,
        steps=len(STEPS),
        new_url=url_for("registry.new_person", next=request.path),
    ), form.status


def _search_form() -> Form:
    if "q" in request.form:
        return Form.read(SearchSchema())
    form = Form.blank(SearchSchema())
    form.add_error(None, _("Pilih satu orang dari daftar, atau catat orang baru."))
    return form


def _for_person(draft: CaseDraft | None, person_id: int) -> CaseDraft:
    if draft is None:
        return drafts.begin(person_id)
    drafts.change_person(draft, person_id)
    return draft


def _row(person_id: int | None) -> PersonRow | None:
    """The person one comes back with from the registry; 404 for one this reader may not see."""
    if person_id is None:
        return None
    return registry.person_rows([registry.get_person(person_id).id])[person_id]


def _topic_page(draft: CaseDraft, topic: str, form: Form) -> str:
    back = STEPS[STEPS.index(topic) - 1]
    return render_template(
        f"cases/start_{topic}.html",
        draft=draft,
        report=opened(draft.report_cipher),
        form=form,
        person=registry.person_rows([whose(draft)])[whose(draft)],
        step=STEPS.index(topic) + 1,
        steps=len(STEPS),
        back_url=_url(draft, back),
        by_sector=case_types_by_sector(),
        usually_placed=_sector(draft) in SECTORS,
    )


def _initial(draft: CaseDraft, topic: str) -> dict[str, Any]:
    """What was typed before; at first what is likely: the person's own village, at the counter."""
    if topic == "keluhan":
        row = registry.person_rows([whose(draft)])[whose(draft)]
        return {"village_code": row.village_code} | draft.body
    usual = "walk_in" if draft.report_cipher is None else "whatsapp"
    return ({"channel": usual} if topic == "pelapor" else {}) | draft.body


def _choices(topic: str) -> dict[str, list[Any]]:
    return {"village_code": registry.village_choices()} if topic == "keluhan" else {}


def _check_kind(form: Form) -> None:
    """Not every type of case can be, say, a suggestion: say so on the page where both are chosen."""
    if form.valid and form.data["kind"] not in (kinds := rules().case_types[form.data["case_type"]].kinds):
        words = ", ".join(codes.KINDS[kind].label for kind in kinds)
        form.add_error("kind", _("Untuk jenis layanan ini pilih salah satu: %(kinds)s.", kinds=words))


def _check_point(form: Form) -> None:
    """A point far away is asked about on the page where it was typed."""
    try:
        places.check(form.data)
    except Refused as refusal:
        form.refuse(refusal)


def _after(draft: CaseDraft, topic: str) -> str:
    """The next page, or back to "check" when that is where one came from (everything is answered already)."""
    following = STEPS[STEPS.index(topic) + 1]
    return _url(draft, following if _first_unanswered(draft) else "periksa")


def _first_unanswered(draft: CaseDraft) -> str | None:
    return next((topic for topic, names in ANSWERED.items() if any(name not in draft.body for name in names)), None)


def _url(draft: CaseDraft, step: str) -> str:
    if step == "warga":
        return url_for("cases.change_person", draft_id=draft.id, person=draft.person_id)
    if step == "periksa":
        return url_for("cases.confirm", draft_id=draft.id)
    return url_for("cases.topic", draft_id=draft.id, topic=step)


def _typed(body: dict[str, Any]) -> MultiDict[str, str]:
    """The draft as a form would send it, so that the whole schema looks at it once more."""
    return MultiDict((name, "1" if value is True else str(value)) for name, value in body.items() if value)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
