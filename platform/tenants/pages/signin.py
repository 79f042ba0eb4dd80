"""Signing in and out, and the way home."""

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from foundation.errors import Refused
from tenants import access, limits, queries, second_factor, shell, signin
from tenants.access import COOKIE, optional_subject
from tenants.models import Tenant
from tenants.pages.blueprint import KNOCKS, device, solo, tenants, token, with_cookie
from tenants.queries import Post
from tenants.schemas import CodeSchema, PostSchema, SetUpSchema, SignInSchema
from tenants.sites.machine import STAGE_LABELS
from tenants.sites.queries.preparing import why_shut
from web.forms import Form
from web.qr import qr
from web.redirects import local_path
from web.transaction import keep_on_refusal


@tenants.get("/")
@access.public
def home() -> ResponseReturnValue:
    """Where each role's day begins; for strangers the sign-in page."""
    who = optional_subject()
    return redirect(shell.home_url(who) if who else url_for("tenants.sign_in"), 303)


@tenants.route("/masuk", methods=["GET", "POST"])
@access.public
@limits.per_address(KNOCKS, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Login and password."""
    if optional_subject() is not None:
        return redirect(local_path(request.values.get("next")), 303)
    if request.method == "GET":
        return _sign_in_page(Form.blank(SignInSchema(), initial={"next": request.args.get("next", "")}))
    form = Form.read(SignInSchema())
    if form.valid:
        keep_on_refusal()
        try:
            account_id = signin.check_password(form.data["login"], form.data["password"])
            return _arrive(signin.open_session(account_id), account_id, form.data["next"])
        except Refused as refusal:
            form.refuse(refusal)
    return _sign_in_page(form)


@tenants.route("/masuk/peran", methods=["GET", "POST"])
@access.public
def choose_post() -> ResponseReturnValue:
    """Which of the account's roles to work in; also to change between them."""
    account_id = signin.account_of(token())
    posts = queries.posts_of(account_id) if account_id is not None else []
    if account_id is None or not posts:
        return redirect(url_for("tenants.sign_in"), 303)
    form = Form.read(PostSchema(), source=request.values)
    if request.method == "POST" and form.valid:
        chosen = next((post for post in posts if post.membership_id == form.data["membership"]), None)
        if chosen is None:
            abort(404)
        return go_on(token(), account_id, chosen, form.data["next"])
    return solo("choose_post.html", posts=posts, next=local_path(request.args.get("next"), ""))


@tenants.route("/masuk/kode", methods=["GET", "POST"])
@access.public
@limits.per_address(KNOCKS, methods=["POST"])
def code() -> ResponseReturnValue:
    """The second factor: a one-time code, or a recovery code for whoever has no phone at hand."""
    if signin.account_of(token()) is None:
        return redirect(url_for("tenants.sign_in"), 303)
    if request.method == "GET":
        asked = {
            "membership": request.args.get("peran", ""),
            "next": request.args.get("next", ""),
            "backup": request.args.get("cadangan") == "1",
        }
        return solo("code.html", form=Form.blank(CodeSchema(), initial=asked))
    form = Form.read(CodeSchema())
    if form.valid:
        keep_on_refusal()
        try:
            fresh = signin.take_up(token(), form.data["membership"], form.data["code"], device())
            return with_cookie(redirect(local_path(form.data["next"]), 303), fresh)
        except Refused as refusal:
            form.refuse(refusal)
    return solo("code.html", form=form), form.status


@tenants.route("/masuk/verifikasi", methods=["GET", "POST"])
@access.public
@limits.per_address(KNOCKS, methods=["POST"])
def set_up() -> ResponseReturnValue:
    """Before anything else: whoever must have a second factor and has none sets it up, just after the password."""
    account_id = signin.account_of(token(), unfinished=True)
    if account_id is None or second_factor.is_set(account_id):
        return redirect(url_for("tenants.sign_in"), 303)
    asked = {"membership": request.args.get("peran", ""), "next": request.args.get("next", "")}
    form = Form.blank(SetUpSchema(), initial=asked) if request.method == "GET" else Form.read(SetUpSchema())
    if request.method == "POST" and form.valid:
        keep_on_refusal()
        try:
            fresh, codes = signin.take_up_setting_up(token(), form.data["membership"], form.data["code"], device())
            page = solo("recovery_codes.html", codes=codes, onward=local_path(form.data["next"]))
            return with_cookie(Response(page, mimetype="text/html"), fresh)
        except Refused as refusal:
            form.refuse(refusal)
    offer = second_factor.offer(account_id)
    return solo("set_up.html", form=form, offer=offer, qr=qr(offer.address)), form.status


@tenants.post("/masuk/contoh")
@access.public
@limits.per_address(KNOCKS)
def example() -> ResponseReturnValue:
    """In a demonstration alone: work as one of its people, without password and code."""
    form = Form.read(PostSchema())
    if not form.valid:
        abort(404)
    return with_cookie(redirect("/", 303), signin.take_up_as_example(form.data["membership"]))


@tenants.post("/keluar")
@access.public
def sign_out() -> ResponseReturnValue:
    """The session ends on the server; whoever kept the cookie finds it dead."""
    signin.end_session(token())
    session.clear()
    answer = redirect(url_for("tenants.sign_in"), 303)
    answer.delete_cookie(COOKIE)
    flash(_("Anda sudah keluar."), "success")
    return answer


def _arrive(half: str, account_id: int, then: str | None) -> Response:
    """After the password: straight to work, to the choice of a role, or to the second factor."""
    posts = queries.posts_of(account_id)
    if not posts:
        _refuse_if_shut(account_id)
        raise Refused(_("Akun ini belum diberi tugas. Hubungi administrator SLRT di daerah Anda."), code="no_post")
    if len(posts) == 1:
        return go_on(half, account_id, posts[0], then)
    return with_cookie(redirect(url_for("tenants.choose_post", next=_kept(then)), 303), half)


def _refuse_if_shut(account_id: int) -> None:
    """Whoever works for an office that is suspended or closed is told so, and why."""
    shut = why_shut(account_id)
    if shut is not None:
        stage = STAGE_LABELS[shut.stage][0]
        words = _("SLRT %(site)s: %(stage)s. %(why)s", site=shut.name, stage=stage, why=shut.why)
        raise Refused(words.strip(), status=403, code="shut")


def go_on(half: str, account_id: int, post: Post, then: str | None) -> Response:
    """Into that role, or to the second factor it asks for."""
    if second_factor.is_asked(account_id, post.role):
        return with_cookie(redirect(_second_step(half, account_id, post, then), 303), half)
    fresh = signin.take_up(half, post.membership_id, device=device())
    return with_cookie(redirect(local_path(then), 303), fresh)


def _second_step(half: str, account_id: int, post: Post, then: str | None) -> str:
    """Where the code is given, or set up. Whoever is at work already sets it up with the password, as any change."""
    if second_factor.is_set(account_id):
        return url_for("tenants.code", peran=post.membership_id, next=_kept(then))
    if signin.account_of(half, unfinished=True) is None and signin.account_of(half) is not None:
        flash(_("Peran itu memerlukan verifikasi dua langkah. Siapkan dulu, lalu pilih perannya lagi."), "warn")
        return url_for("tenants.verification")
    return url_for("tenants.set_up", peran=post.membership_id, next=_kept(then))


def _kept(then: str | None) -> str | None:
    return local_path(then, "") or None


def _sign_in_page(form: Form) -> ResponseReturnValue:
    demo: dict[str, object] = {}
    if current_app.config["SLRT"].demo:
        districts = list(queries.demo_districts())
        district = _wanted(districts)
        demo = {"districts": districts, "district": district, "posts": queries.demo_posts(district) if district else []}
    follow_url = url_for("cases.follow") if "cases.follow" in current_app.view_functions else ""
    return solo("sign_in.html", form=form, follow_url=follow_url, **demo), form.status


def _wanted(districts: list[Tenant]) -> Tenant | None:
    asked = request.args.get("daerah") or queries.DEMO_DISTRICT
    return next((one for one in districts if one.region_code == asked), districts[0] if districts else None)
