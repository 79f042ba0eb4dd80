"""Doors without sign-in: where a case stands, whether a letter is genuine. No personal data passes here."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cases import queries
from cases.actions.citizen import Pass, no_such_case
from cases.code import tidied
from cases.pages import journey, passes
from cases.pages.blueprint import cases
from cases.schemas import FollowSchema
from tenants import access, limits
from web.forms import Form


def typed_code() -> str:
    """The code that this request is about, typed or in the address."""
    return tidied((request.view_args or {}).get("code") or request.form.get("code", ""))


@cases.route("/lacak", methods=["GET", "POST"])
@limits.per_address("20 per minute")
@limits.per_secret("30 per hour", typed_code, "follow")
@access.public
def follow() -> ResponseReturnValue:
    """Code and digits. The digits travel by POST; a wrong code and wrong digits get the same words."""
    if request.method == "GET":
        form = Form.blank(FollowSchema(), {"code": request.args.get("kode", "")})
        return render_template("cases/follow.html", form=form)
    form = Form.read(FollowSchema())
    holder = Pass(tidied(form.data["code"]), form.data["last4"]) if form.valid else None
    found = queries.follow(holder.code, holder.last4) if holder else None
    if holder is None or found is None:
        if holder is not None:
            limits.wrong_try()
            form.add_error("code", no_such_case().message)
        return render_template("cases/follow.html", form=form), form.status
    path = url_for("cases.followed", code=found.code)
    return passes.give(make_response(redirect(path, 303)), Pass(found.code, holder.last4), path)


@cases.get("/lacak/<code>")
@limits.per_address("60 per minute")
@access.public
def followed(code: str) -> ResponseReturnValue:
    """Where the case stands, and what its citizen can do. Without the pass: back to code and digits."""
    holder = passes.held(code)
    found = queries.follow(holder.code, holder.last4) if holder else None
    if found is None:
        return redirect(url_for("cases.follow", kode=code), 303)
    return render_template(
        "cases/followed.html",
        found=found,
        state=found.state,
        heading=journey.HEADINGS[found.state],
        ahead=journey.ahead(found.state),
    )


@cases.post("/lacak/<code>/selesai")
@access.public
def follow_done(code: str) -> ResponseReturnValue:
    """Whoever used a borrowed telephone leaves nothing on it."""
    path = url_for("cases.followed", code=code)
    return passes.take_away(make_response(redirect(url_for("cases.follow"), 303)), path)


@cases.get("/cek")
@access.public
def check() -> ResponseReturnValue:
    """Where somebody types the code that is printed beside the QR of a letter."""
    code = request.args.get("kode", "").strip().upper()
    if code:
        return redirect(url_for("cases.checked", code=code.replace("/", "")), 303)
    return render_template("cases/check.html", code="", letter=None)


@cases.get("/cek/<code>")
@limits.per_address("30 per minute")
@access.public
def checked(code: str) -> ResponseReturnValue:
    """Whether a letter is genuine: number, addressee, signer; never whom it is about."""
    letter = queries.check_letter(code)
    return render_template("cases/check.html", code=code, letter=letter), 200 if letter else 404
