"""The records of the foundations: one set of pages for every kind of the table in `sustainability.kinds`."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.actions.records import add_record, change_record, remove_record
from sustainability.kinds import KINDS, Kind, Line, parts_of
from sustainability.models import Proved, Recorded
from sustainability.pages.blueprint import as_typed, cursor, sent_paper, sustainability, today_here
from sustainability.paper.minutes import minutes_docx, minutes_pdf
from sustainability.queries.minutes import minutes_of
from sustainability.queries.plan import is_drafted
from sustainability.queries.records import choices_of, get_record, paper_of, records_page, titles
from tenants import access, audit
from tenants.letterhead import my_letterhead
from web.body import takes_files
from web.documents import DOCX
from web.downloads import file_answer
from web.forms import Form, sent_version
from web.idempotency import read_key

TOP = [word for word, kind in KINDS.items() if not kind.parent]
_ANY = f"<any({', '.join(repr(word) for word in KINDS)}):word>"
_LIST = f"<any({', '.join(repr(word) for word in TOP)}):word>"


@sustainability.get("/keberlanjutan/landasan")
@access.permits("sustain:read")
def foundations() -> ResponseReturnValue:
    """Every kind with the newest records of it."""
    today = today_here()
    shown = []
    for word in TOP:
        page = records_page(KINDS[word], size=3)
        shown.append((KINDS[word], _lines(KINDS[word], page.rows, today), bool(page.next)))
    return render_template("sustainability/foundations.html", shown=shown)


@sustainability.get(f"/keberlanjutan/{_LIST}")
@access.permits("sustain:read")
def records(word: str) -> ResponseReturnValue:
    """The records of one kind, the newest first."""
    kind = KINDS[word]
    page = records_page(kind, cursor())
    return render_template(
        "sustainability/records.html",
        kind=kind,
        lines=_lines(kind, page.rows, today_here()),
        next_url=url_for("sustainability.records", word=word, sesudah=page.next) if page.next else "",
    )


@sustainability.route(f"/keberlanjutan/{_ANY}/baru", methods=["GET", "POST"])
@access.permits("sustain:write")
@takes_files
def new_record(word: str) -> ResponseReturnValue:
    """Write one down."""
    kind = KINDS[word]
    parent = _asked_parent(kind)
    parent_id = parent.id if parent else None
    form = Form.blank(kind.schema(), choices=choices_of(kind.schema()))
    if request.method == "POST":
        form = Form.read(kind.schema(), choices=choices_of(kind.schema()))
        if form.valid and form.tries(lambda: add_record(kind, form.data, read_key(), sent_paper(), parent_id)):
            flash(_("Tersimpan."), "success")
            return redirect(_home(kind, parent_id), 303)
    return _ask(kind, form, None, parent_id), form.status


@sustainability.route(f"/keberlanjutan/{_ANY}/<int:record_id>", methods=["GET"])
@access.permits("sustain:read")
def record(word: str, record_id: int) -> ResponseReturnValue:
    """One record with its paper and its parts."""
    kind = KINDS[word]
    found = get_record(kind, record_id)
    today = today_here()
    (shown,) = _lines(kind, [found], today)
    parts = []
    for part in parts_of(kind):
        page = records_page(part, request.args.get(f"sesudah-{part.slug}"), found.id)
        parts.append((part, _lines(part, page.rows, today), page.next))
    return render_template(
        "sustainability/record.html",
        kind=kind,
        record=found,
        line=shown[1],
        pairs=_pairs(kind, found),
        parts=parts,
        can_become_action=kind.slug == "keputusan" and found.action_id is None and is_drafted(),
        back=_home(kind, getattr(found, kind.parent_column) if kind.parent else None),
    )


@sustainability.route(f"/keberlanjutan/{_ANY}/<int:record_id>/ubah", methods=["GET", "POST"])
@access.permits("sustain:write")
@takes_files
def change(word: str, record_id: int) -> ResponseReturnValue:
    """Change it; what was typed is never lost."""
    kind = KINDS[word]
    found = get_record(kind, record_id)
    form = Form.blank(kind.schema(), as_typed(found, kind.schema()), choices=choices_of(kind.schema()))
    if request.method == "POST":
        form = Form.read(kind.schema(), choices=choices_of(kind.schema()))
        if form.valid and form.tries(lambda: change_record(kind, record_id, form.data, sent_version(), sent_paper())):
            flash(_("Tersimpan."), "success")
            return redirect(url_for("sustainability.record", word=word, record_id=record_id), 303)
        found = get_record(kind, record_id)
    return _ask(kind, form, found, None), form.status


@sustainability.post(f"/keberlanjutan/{_ANY}/<int:record_id>/hapus")
@access.permits("sustain:write")
def remove(word: str, record_id: int) -> ResponseReturnValue:
    """It no longer counts."""
    kind = KINDS[word]
    gone = remove_record(kind, record_id, sent_version())
    flash(_("Catatan dikeluarkan. Nilai yang sudah tersimpan tidak berubah."), "success")
    return redirect(_home(kind, getattr(gone, kind.parent_column) if kind.parent else None), 303)


@sustainability.get(f"/keberlanjutan/{_ANY}/<int:record_id>/berkas")
@access.permits("sustain:read")
def paper(word: str, record_id: int) -> ResponseReturnValue:
    """The paper behind it. Opening it is written down."""
    return file_answer(*paper_of(get_record(KINDS[word], record_id)))


@sustainability.get("/keberlanjutan/rapat/<int:record_id>/notula.<any(pdf, docx):ending>")
@access.permits("sustain:read")
def minutes(record_id: int, ending: str) -> ResponseReturnValue:
    """The minutes of a meeting: who was there as what, what was decided, who follows it up."""
    found = minutes_of(record_id)
    audit.record("sustainability.minutes_printed", "coordination_meeting", record_id)
    make, media = (minutes_docx, DOCX) if ending == "docx" else (minutes_pdf, "application/pdf")
    return file_answer(make(my_letterhead(), found), media, f"notula-{found.meeting.held_on}.{ending}")


def _lines(kind: Kind, rows: Any, today: Any) -> list[tuple[Recorded, Line]]:
    known = titles(rows)
    lines = [(row, kind.line(row, today)) for row in rows]
    return [(row, Line(known[row.id], line.sub, line.state) if row.id in known else line) for row, line in lines]


def _asked_parent(kind: Kind) -> Recorded | None:
    if not kind.parent:
        return None
    asked = request.values.get("induk", "")
    if not (asked.isdecimal() and len(asked) < 19):
        abort(404)
    return get_record(KINDS[kind.parent], int(asked))


def _pairs(kind: Kind, found: Recorded) -> list[tuple[Any, str]]:
    """What is written down, as the form asks it."""
    form = Form.blank(kind.schema(), as_typed(found, kind.schema()), choices=choices_of(kind.schema()))
    return [(bound.label, text) for name in kind.schema().fields if (text := _said(bound := form.field(name)))]


def _said(bound: Any) -> str:
    if bound.kind == "flag":
        return _("Ya") if bound.value else _("Tidak")
    return next((str(option[1]) for option in bound.choices if bound.has(option[0])), bound.value)


def _ask(kind: Kind, form: Form, found: Recorded | None, parent_id: int | None) -> str:
    if found is None:
        back = _home(kind, parent_id)
    else:
        back = url_for("sustainability.record", word=kind.slug, record_id=found.id)
    return render_template(
        "sustainability/ask.html",
        kind=kind,
        form=form,
        record=found,
        parent_id=parent_id,
        back=back,
        has_paper=isinstance(found, Proved) and found.file_id is not None,
    )


def _home(kind: Kind, parent_id: int | None) -> str:
    if kind.parent:
        return url_for("sustainability.record", word=kind.parent, record_id=parent_id)
    return url_for("sustainability.records", word=kind.slug)
