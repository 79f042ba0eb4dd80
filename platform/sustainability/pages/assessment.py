"""Self-assessment: the rounds and their results; and, for everybody at the site, the statements to answer."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from sustainability.actions import assessment as actions
from sustainability.models import AssessmentRound
from sustainability.pages.blueprint import cursor, sustainability
from sustainability.queries import assessment as queries
from sustainability.questions import FEWEST, QUESTIONS, Questionnaire
from sustainability.schemas.assessment import answers_schema
from tenants import access
from web.forms import Form


@sustainability.get("/keberlanjutan/penilaian")
@access.permits("sustain:read")
def assessment() -> ResponseReturnValue:
    """What the people at the site think of it, round by round."""
    page = queries.rounds_page(cursor())
    found = queries.results(page.rows)
    return render_template(
        "sustainability/assessment.html",
        rounds=[(asked, queries.is_shown(asked), _mean_text(found.get(asked.id, {}))) for asked in page.rows],
        compared=_compared(page.rows, found),
        open_round=next((asked for asked in page.rows if asked.closed_at is None), None),
        fewest=FEWEST,
        next_url=url_for("sustainability.assessment", sesudah=page.next) if page.next else "",
    )


@sustainability.post("/keberlanjutan/penilaian")
@access.permits("sustain:write")
def open_assessment() -> ResponseReturnValue:
    """Ask everybody."""
    actions.open_round()
    flash(_("Penilaian dibuka. Semua petugas dapat mengisinya di halaman Penilaian diri."), "success")
    return redirect(url_for("sustainability.assessment"), 303)


@sustainability.post("/keberlanjutan/penilaian/<int:round_id>/tutup")
@access.permits("sustain:write")
def close_assessment(round_id: int) -> ResponseReturnValue:
    """No more answers."""
    asked = actions.close_round(round_id)
    if queries.is_shown(asked):
        flash(_("Penilaian ditutup. Hasilnya di bawah ini."), "success")
    else:
        flash(_("Penilaian ditutup. Hasil tidak ditampilkan karena penjawab kurang dari %(n)s.", n=FEWEST), "warn")
    return redirect(url_for("sustainability.assessment"), 303)


@sustainability.route("/penilaian-diri", methods=["GET", "POST"])
@access.permits("sustain:answer")
def my_assessment() -> ResponseReturnValue:
    """The eight domains, one page each. Nothing is kept before the last page is sent."""
    asked = queries.open_round()
    if asked is None or queries.has_answered(asked.id):
        if request.method == "POST":
            abort(409)
        return render_template("sustainability/no_assessment.html", answered=asked is not None)
    questions = QUESTIONS[asked.questions]
    if request.method == "GET":
        return _ask(questions, 1, Form.blank(_schema(questions, 1)))
    step = _step(questions)
    if "back" in request.form and step > 1:
        return _ask(questions, step - 1, Form.blank(_schema(questions, step - 1), _typed()))
    form = Form.read(_schema(questions, step))
    if not form.valid:
        return _ask(questions, step, form), form.status
    if step < len(questions.domains):
        return _ask(questions, step + 1, Form.blank(_schema(questions, step + 1), _typed()))
    return _finish(asked, questions, form)


def _finish(asked: AssessmentRound, questions: Questionnaire, last: Form) -> ResponseReturnValue:
    every = [each for domain in questions.domains.values() for each in domain.statements]
    form = Form.read(answers_schema(every)())
    if not form.valid:  # a page before was not sent along
        return _ask(questions, 1, Form.blank(_schema(questions, 1), _typed())), 422
    if not last.tries(lambda: actions.answer(asked.id, form.data)):
        return _ask(questions, len(questions.domains), last), last.status
    flash(_("Terima kasih. Jawaban Anda sudah dihitung, tanpa nama."), "success")
    return redirect(url_for("sustainability.my_assessment"), 303)


def _ask(questions: Questionnaire, step: int, form: Form) -> str:
    domain = list(questions.domains.values())[step - 1]
    here = {each.slug for each in domain.statements}
    carried = [(name, value) for name, value in _typed().items(multi=True) if name not in here]
    return render_template(
        "sustainability/my_assessment.html",
        domain=domain,
        form=form,
        step=step,
        steps=len(questions.domains),
        carried=carried,
    )


def _typed() -> MultiDict[str, str]:
    """The values sent along, of any page."""
    known = {slug for each in QUESTIONS.values() for slug in each.statements}
    return MultiDict((name, value) for name, value in request.form.items() if name in known and len(value) < 3)


def _schema(questions: Questionnaire, step: int) -> Any:
    return answers_schema(list(questions.domains.values())[step - 1].statements)()


def _step(questions: Questionnaire) -> int:
    sent = request.form.get("step", "")
    number = int(sent) if sent.isdecimal() and len(sent) < 3 else 0
    if not 1 <= number <= len(questions.domains):
        abort(400)
    return number


def _mean_text(domains: dict[str, queries.Result]) -> Any:
    mean = queries.overall(domains)
    return None if mean is None else float(mean)


def _compared(rounds: Any, found: dict[int, dict[str, queries.Result]]) -> list[dict[str, Any]]:
    """The newest result by domain, with the one before as a mark."""
    shown = [asked for asked in rounds if asked.id in found]
    if not shown:
        return []
    newest = found[shown[0].id]
    before = found[shown[1].id] if len(shown) > 1 else {}
    lines = []
    for slug, domain in QUESTIONS[shown[0].questions].domains.items():
        mean = newest[slug].mean if slug in newest else None
        earlier = before[slug].mean if slug in before else None
        lines.append(
            {
                "domain": domain,
                "mean": None if mean is None else float(mean),
                "percent": 0 if mean is None else round(float(mean - 1) * 100 / 6, 1),
                "before": None if earlier is None else float(earlier),
                "mark": None if earlier is None else round(float(earlier - 1) * 100 / 6, 1),
                "silent": newest[slug].silent if slug in newest else 0,
            }
        )
    return lines
