"""Sectors, office hours and the days on which the office is closed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reference.calendar import WorkingCalendar
from settings import actions
from settings.pages.blueprint import settings
from settings.pages.editing import Editing, edit, saving
from settings.queries import newest_version, rules
from settings.rules import ONLY, WEEKDAYS, cut_off_after
from settings.schemas import ClosureSchema
from tenants import access
from web.formats import long_date
from web.forms import Form


@settings.route("/pengaturan/sektor", methods=["GET", "POST"])
@access.permits("settings:manage")
def sectors() -> ResponseReturnValue:
    """In which sectors the site takes no cases."""
    in_force = rules()

    def effects(data: dict[str, Any]) -> Sequence[str]:
        gone = [each.label for each in in_force.case_types.values() if each.sector in data["off"]]
        return [_("Tidak lagi ditawarkan: %(types)s.", types=", ".join(gone))] if gone else []

    return edit(
        Editing(
            kind="sectors",
            slug=ONLY,
            title=_("Sektor mana yang tidak dilayani?"),
            template="settings/sectors.html",
            back=(_("Pengaturan"), url_for("settings.topics")),
            current=in_force.setting("sectors"),
            save=saving("sectors", ONLY),
            effects=effects,
            shown={"level": in_force.levels.get(("sectors", ONLY))},
        )
    )


@settings.route("/pengaturan/jam-kantor", methods=["GET", "POST"])
@access.permits("settings:manage")
def office() -> ResponseReturnValue:
    """When the office is open."""
    in_force = rules()

    def effects(data: dict[str, Any]) -> Sequence[str]:
        weekdays = frozenset(n for n, day in enumerate(WEEKDAYS) if data[day])
        then = WorkingCalendar(in_force.calendar.timezone, weekdays, in_force.calendar.closed)
        due = long_date(then.add_working_days(then.today(), 5))
        now = long_date(in_force.calendar.add_working_days(then.today(), 5))
        return [_("Tenggat 5 hari kerja dari hari ini jatuh pada %(due)s (sekarang %(now)s).", due=due, now=now)]

    return edit(
        Editing(
            kind="office",
            slug=ONLY,
            title=_("Kapan kantor buka?"),
            template="settings/office.html",
            back=(_("Pengaturan"), url_for("settings.topics")),
            current=in_force.setting("office"),
            save=saving("office", ONLY),
            effects=effects,
            shown={"level": in_force.levels.get(("office", ONLY)), "weekdays": WEEKDAYS},
        )
    )


@settings.route("/pengaturan/batas-pemutakhiran", methods=["GET", "POST"])
@access.permits("settings:manage")
def cut_off() -> ResponseReturnValue:
    """By which day of the month update rounds must be sent."""
    in_force = rules()

    def effects(data: dict[str, Any]) -> Sequence[str]:
        due = long_date(cut_off_after(in_force.calendar.today(), data["day"]))
        return [_("Pemutakhiran yang dimulai hari ini harus terkirim paling lambat %(due)s.", due=due)]

    return edit(
        Editing(
            kind="cut_off",
            slug=ONLY,
            title=_("Sampai tanggal berapa pemutakhiran data dikirim?"),
            template="settings/cut_off.html",
            back=(_("Pengaturan"), url_for("settings.topics")),
            current=in_force.setting("cut_off"),
            save=saving("cut_off", ONLY),
            effects=effects,
            shown={"level": in_force.levels.get(("cut_off", ONLY))},
            reach=_("Berlaku untuk pemutakhiran sesudah ini. Yang sudah dimulai tetap pada batasnya."),
        )
    )


@settings.route("/pengaturan/hari-tutup", methods=["GET", "POST"])
@access.permits("settings:manage")
def closures() -> ResponseReturnValue:
    """The days on which the office is closed besides the national holidays, and one more."""
    if request.method == "GET":
        return _closures_page(Form.blank(_closing()))
    form = Form.read(_closing())
    if form.valid:
        first: date = form.data["first"]
        try:
            if form.data["last"] < rules().calendar.today():
                raise Refused(_("Hari ini atau sesudahnya: tenggat yang sudah lewat tidak berubah."), field="last")
            slug = first.isoformat()
            actions.save("closure", slug, {**form.data, "active": True}, seen=newest_version("closure", slug))
            flash(_("Tersimpan: %(reason)s.", reason=form.data["reason"]), "success")
            return redirect(url_for("settings.closures"), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return _closures_page(form), form.status


@settings.post("/pengaturan/hari-tutup/<first>/buka")
@access.permits("settings:manage")
def open_again(first: str) -> ResponseReturnValue:
    """We are open on those days after all, whoever had closed them."""
    closure = rules().setting("closure", first)
    if not closure.get("active"):
        abort(404)
    data: Any = ClosureSchema().load({**closure, "active": False})
    actions.save("closure", first, data, seen=newest_version("closure", first))
    flash(_("Kantor buka pada hari itu."), "success")
    return redirect(url_for("settings.closures"), 303)


def _closures_page(form: Form) -> str:
    in_force = rules()
    today = in_force.calendar.today()
    return render_template(
        "settings/closures.html",
        form=form,
        coming=[(each, in_force.levels["closure", each.first.isoformat()]) for each in _from(today)],
        holidays=_holidays(today),
    )


def _closing() -> ClosureSchema:
    """Whoever fills in the form means "closed"."""
    return ClosureSchema(exclude=("active",))


def _from(today: date) -> list[Any]:
    return [closure for closure in rules().closures if closure.last >= today]


def _holidays(today: date) -> list[tuple[date, str]]:
    """The national ones of the coming year: nobody has to write those down."""
    plain = WorkingCalendar(rules().calendar.timezone)
    days = (today + timedelta(days=n) for n in range(366))
    return [(day, name) for day in days if (name := plain.holiday(day))]
