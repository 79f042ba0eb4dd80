"""What somebody who is trained sees, on a telephone: trainings, reading, tests, the certificate. And its check page."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from tenants import access, limits
from web.idempotency import read_key
from workforce import queries, role_play
from workforce.actions import certificates, testing
from workforce.courses import MOST_TRIES, PASS_MARK, Course
from workforce.pages.blueprint import workforce
from workforce.pages.training import paper_answer
from workforce.queries import courses as of_courses
from workforce.queries import training as of_training


@workforce.get("/pelatihan/saya")
@access.permits("training:join")
def my_trainings() -> ResponseReturnValue:
    """One's own trainings with the tests still to be taken."""
    return render_template(
        "workforce/mine.html", trainings=of_training.my_trainings(), played=role_play.mine(), pass_mark=PASS_MARK
    )


@workforce.route("/pelatihan/<int:training_id>/tes/<slug>", methods=["GET", "POST"])
@access.permits("training:join")
def take_test(training_id: int, slug: str) -> ResponseReturnValue:
    """The questions; handed in, the result at once."""
    asked = testing.questions_for(training_id, slug) if request.method == "GET" else of_courses.course(slug)
    values = {"training_id": training_id, "course": asked, "pass_mark": PASS_MARK}
    if request.method == "GET":
        reading = of_courses.materials_of(slug)
        return render_template(
            "workforce/test.html", missing=[], given={}, materials=reading, most=MOST_TRIES, **values
        )
    given = _answers(asked)
    missing = [number for number, answer in enumerate(given) if answer is None]
    if missing:
        testing.questions_for(training_id, slug)
        kept = dict(enumerate(given))
        return render_template("workforce/test.html", missing=missing, given=kept, most=MOST_TRIES, **values), 422
    marked = testing.hand_in(training_id, slug, given, read_key())
    right = [answer == each.right for answer, each in zip(given, asked.questions, strict=True)]
    return render_template("workforce/marked.html", marked=marked, right=right, **values)


@workforce.get("/pelatihan/sertifikat/<int:certificate_id>.pdf")
@access.permits("training:join")
def my_certificate(certificate_id: int) -> ResponseReturnValue:
    """One's own certificate."""
    worker_id = of_training.my_worker()
    if worker_id is None:
        abort(404)
    return paper_answer(*certificates.own_certificate_file(certificate_id, worker_id))


@workforce.get("/cek/sertifikat/<code>")
@limits.per_address("30 per minute")
@access.public
def checked_certificate(code: str) -> ResponseReturnValue:
    """Whether a certificate is genuine."""
    found = queries.check_certificate(code)
    return render_template("workforce/checked.html", code=code, found=found), 200 if found else 404


def _answers(asked: Course) -> list[int | None]:
    """By question: the place of the option chosen, None for none or for one that does not exist."""
    sent = (request.form.get(f"q{number}", "") for number in range(len(asked.questions)))
    return [
        int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) < len(each.options) else None
        for text, each in zip(sent, asked.questions, strict=True)
    ]
