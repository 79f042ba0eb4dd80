"""Doors without sign-in: following a case, checking a letter. No personal data passes here."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import queries
from cases.code import tidied
from cases.machine import State
from cases.pages import journey
from cases.pages.blueprint import cases
from cases.schemas import FollowSchema
from tenants import access, limits
from web.forms import Form


@cases.route("/lacak", methods=["GET", "POST"])
@limits.per_address("20 per minute")
@access.public
def follow() -> ResponseReturnValue:
    """Where a case stands. The digits travel by POST; a wrong code and wrong digits get the same words."""
    if request.method == "GET":
        form = Form.blank(FollowSchema(), {"code": request.args.get("kode", "")})
        return render_template("cases/follow.html", form=form)
    form = Form.read(FollowSchema())
    found = queries.follow(tidied(form.data["code"]), form.data["last4"]) if form.valid else None
    if form.valid and found is None:
        form.add_error(
            "code", _("Kode kasus dan empat angka itu tidak cocok. Periksa tanda terima Anda, lalu coba lagi.")
        )
    if found is None:
        return render_template("cases/follow.html", form=form), form.status
    state = State(found.state)
    return render_template(
        "cases/followed.html", found=found, state=state, heading=journey.HEADINGS[state], ahead=journey.ahead(state)
    )


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
