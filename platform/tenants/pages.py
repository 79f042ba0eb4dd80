"""The doors of this room: signing in and out, the way home, the access log, tokens and "more"."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from foundation.errors import Refused
from tenants import access, audit, limits, queries, shell, signin, tokens
from tenants.access import COOKIE, optional_subject, subject
from tenants.models import Tenant
from tenants.queries import Post
from tenants.schemas import CodeSchema, PostSchema, SignInSchema, TokenSchema
from web.forms import Form
from web.redirects import local_path
from web.shell import show_solo
from web.transaction import keep_on_refusal

tenants = Blueprint("tenants", __name__, template_folder="templates")

KNOCKS = "60 per minute"
"""An office of fifty people shares one address."""


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
    posts = _own_posts()
    if not posts:
        return redirect(url_for("tenants.sign_in"), 303)
    form = Form.read(PostSchema(), source=request.values)
    if request.method == "POST" and form.valid:
        chosen = next((post for post in posts if post.membership_id == form.data["membership"]), None)
        if chosen is None:
            abort(404)
        return _go_on(_token(), chosen, form.data["next"])
    return _solo("choose_post.html", posts=posts, next=local_path(request.args.get("next"), ""))


@tenants.route("/masuk/kode", methods=["GET", "POST"])
@access.public
@limits.per_address(KNOCKS, methods=["POST"])
def code() -> ResponseReturnValue:
    """The second factor, for those who sign letters or administer."""
    if not _own_posts():
        return redirect(url_for("tenants.sign_in"), 303)
    if request.method == "GET":
        asked = {"membership": request.args.get("peran", ""), "next": request.args.get("next", "")}
        return _solo("code.html", form=Form.blank(CodeSchema(), initial=asked))
    form = Form.read(CodeSchema())
    if form.valid:
        keep_on_refusal()
        try:
            token = signin.take_up(_token(), form.data["membership"], form.data["code"])
            return _with_cookie(redirect(local_path(form.data["next"]), 303), token)
        except Refused as refusal:
            form.refuse(refusal)
    return _solo("code.html", form=form), form.status


@tenants.post("/masuk/contoh")
@access.public
@limits.per_address(KNOCKS)
def example() -> ResponseReturnValue:
    """In a demonstration alone: work as one of its people, without password and code."""
    form = Form.read(PostSchema())
    if not form.valid:
        abort(404)
    return _with_cookie(redirect("/", 303), signin.take_up_as_example(form.data["membership"]))


@tenants.post("/keluar")
@access.public
def sign_out() -> ResponseReturnValue:
    """The session ends on the server; whoever kept the cookie finds it dead."""
    signin.end_session(_token())
    session.clear()
    answer = redirect(url_for("tenants.sign_in"), 303)
    answer.delete_cookie(COOKIE)
    flash(_("Anda sudah keluar."), "success")
    return answer


@tenants.get("/lainnya")
@access.signed_in
def more() -> ResponseReturnValue:
    """Everything that does not fit into the bar of a phone."""
    return render_template("tenants/more.html", who=subject(), places=shell.places(subject()))


@tenants.get("/catatan-akses")
@access.permits("audit:read")
def audit_trail() -> ResponseReturnValue:
    """Who looked at or changed what, newest first."""
    page = queries.audit_page(request.args.get("sesudah"))
    return render_template("tenants/audit.html", page=page, words_for=audit.words_for)


@tenants.route("/token", methods=["GET", "POST"])
@access.permits("token:manage")
def api_tokens() -> ResponseReturnValue:
    """The subject's tokens, and making one: its text is shown once, in this answer alone."""
    if request.method == "GET":
        return render_template("tenants/tokens.html", form=Form.blank(TokenSchema()), tokens=queries.my_tokens())
    form = Form.read(TokenSchema())
    if form.valid:
        fresh = tokens.create(form.data["name"])
        return render_template("tenants/token_made.html", name=form.data["name"], token=fresh)
    return render_template("tenants/tokens.html", form=form, tokens=queries.my_tokens()), form.status


@tenants.post("/token/<int:token_id>/cabut")
@access.permits("token:manage")
def revoke_token(token_id: int) -> ResponseReturnValue:
    """From now on that token opens nothing."""
    tokens.revoke(token_id)
    flash(_("Token dicabut. Program yang memakainya tidak dapat masuk lagi."), "success")
    return redirect(url_for("tenants.api_tokens"), 303)


def _arrive(token: str, account_id: int, then: str | None) -> Response:
    """After the password: straight to work, to the choice of a role, or to the second factor."""
    posts = queries.posts_of(account_id)
    if not posts:
        raise Refused(_("Akun ini belum diberi tugas. Hubungi administrator SLRT di daerah Anda."), code="no_post")
    if len(posts) == 1:
        return _go_on(token, posts[0], then)
    return _with_cookie(redirect(url_for("tenants.choose_post", next=_kept(then)), 303), token)


def _go_on(token: str, post: Post, then: str | None) -> Response:
    if signin.needs_second_factor(post.role):
        place = url_for("tenants.code", peran=post.membership_id, next=_kept(then))
        return _with_cookie(redirect(place, 303), token)
    return _with_cookie(redirect(local_path(then), 303), signin.take_up(token, post.membership_id))


def _kept(then: str | None) -> str | None:
    return local_path(then, "") or None


def _with_cookie(answer: Response, token: str) -> Response:
    if token != _token():
        session.clear()  # a new sign-in begins with a new CSRF token too
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=secure)
    return answer


def _token() -> str:
    return request.cookies.get(COOKIE, "")


def _own_posts() -> list[Post]:
    account_id = signin.account_of(_token())
    return queries.posts_of(account_id) if account_id is not None else []


def _sign_in_page(form: Form) -> ResponseReturnValue:
    demo: dict[str, object] = {}
    if current_app.config["SLRT"].demo:
        districts = list(queries.demo_districts())
        district = _wanted(districts)
        demo = {"districts": districts, "district": district, "posts": queries.demo_posts(district) if district else []}
    follow_url = url_for("cases.follow") if "cases.follow" in current_app.view_functions else ""
    return _solo("sign_in.html", form=form, follow_url=follow_url, **demo), form.status


def _wanted(districts: list[Tenant]) -> Tenant | None:
    asked = request.args.get("daerah") or queries.DEMO_DISTRICT
    return next((one for one in districts if one.region_code == asked), districts[0] if districts else None)


def _solo(template: str, **values: object) -> str:
    """Without navigation: this request has read as the sign-in role, the counts beside the entries may not."""
    show_solo()
    return render_template(f"tenants/{template}", **values)
