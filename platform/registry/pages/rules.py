"""What programmes ask for: the ministry publishes versions, a site chooses where sources conflict."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.tenancy import Reader
from reference import codes
from registry.actions.rules import choose_line, lines_to_choose, release_choice
from registry.pages.blueprint import registry
from registry.pages.rule_versions import criterion_line, difference, reach, version_editing
from registry.pages.screening import CONFIDENCE
from registry.pages.words import today_here
from registry.queries.departures import departures
from registry.queries.rules import choice_of, default_of, every_version, held_on, own_versions, published
from registry.screening.fields import Field
from registry.screening.published import CHOICE, RULE, data_of, key
from registry.screening.rules import Rule
from registry.screening.words import in_words
from settings.pages.blueprint import at_which_level
from settings.pages.editing import Editing, apart, edit
from tenants import access
from tenants.access import subject
from web.formats import plain_date


@registry.get("/pengaturan/aturan-program")
@access.permits("settings:manage")
def rules() -> ResponseReturnValue:
    """For the ministry every version of every line; for all others what holds here, and where there is a choice."""
    if not _is_ministry():
        own = {programme: list(of_it) for programme, of_it in groupby(own_versions(), key=lambda rule: rule.programme)}
        above = subject().reader is Reader.SUPERVISOR
        return render_template(
            "registry/rules_here.html",
            held=held_on(today_here()),
            own=own,
            programmes=codes.PROGRAMMES,
            today=today_here(),
            departures=departures(today_here()) if above else {},
            **at_which_level(),
        )
    versions = groupby(every_version(), key=lambda rule: rule.programme)
    listed = [(codes.PROGRAMMES[programme], list(of_it)) for programme, of_it in versions]
    missing = [each for slug, each in codes.PROGRAMMES.items() if slug not in {known.slug for known, _of in listed}]
    return render_template(
        "registry/rules.html",
        programmes=listed,
        missing=missing,
        published=published(),
        today=today_here(),
        defaults={key(held.rule) for held in held_on(today_here())},
        departures=departures(today_here()),
        **at_which_level(),
    )


@registry.route("/pengaturan/aturan-program/<programme>/sumber-baru", methods=["GET", "POST"])
@access.permits("settings:manage")
def new_line(programme: str) -> ResponseReturnValue:
    """Another source says something else of a programme, or the first one says anything."""
    _only_the_ministry()
    if programme not in codes.PROGRAMMES:
        abort(404)
    title = _("Sumber aturan apa yang ditambahkan untuk %(programme)s?", programme=codes.PROGRAMMES[programme])
    return edit(version_editing(RULE, title, {"programme": programme}, {"starts": today_here()}))


@registry.route("/pengaturan/aturan-program/<programme>/<line>/versi-baru", methods=["GET", "POST"])
@access.permits("settings:manage")
def new_version(programme: str, line: str) -> ResponseReturnValue:
    """The same source says something new from a day on."""
    _only_the_ministry()
    newest = next((each for each in every_version() if (each.programme, each.line) == (programme, line)), None)
    if newest is None:
        abort(404)
    title = _("Apa yang berubah pada %(programme)s?", programme=codes.PROGRAMMES[programme])
    return edit(
        version_editing(
            RULE, title, {"programme": programme, "line": line}, {**data_of(newest), "starts": None, "ends": None}
        )
    )


@registry.route("/pengaturan/aturan-program/<programme>/<line>/<starts>", methods=["GET", "POST"])
@access.permits("settings:manage")
def rule(programme: str, line: str, starts: str) -> ResponseReturnValue:
    """One version: put right, or ended."""
    _only_the_ministry()
    found = next((each for each in every_version() if key(each) == f"{programme}.{line}.{starts}"), None)
    if found is None:
        abort(404)
    title = _("Apa syarat %(programme)s?", programme=codes.PROGRAMMES[programme])
    fixed = {"programme": programme, "line": line, "starts": found.valid_from}
    return edit(version_editing(RULE, title, fixed, data_of(found), slug=key(found)))


@registry.route("/pengaturan/aturan-program/<programme>/pilihan", methods=["GET", "POST"])
@access.permits("settings:manage")
def rule_choice(programme: str) -> ResponseReturnValue:
    """Which of several sources holds here."""
    if _is_ministry():
        abort(404)
    lines, choice = lines_to_choose(programme), choice_of(programme)
    by_line = {each.line: each for each in lines}

    def with_its_words(data: dict[str, Any]) -> Mapping[str, str]:
        data["source"] = by_line[data["line"]].regulation
        return {}

    def save(data: dict[str, Any]) -> None:
        chosen, besides = apart(data)
        choose_line(programme, chosen, besides["seen"])

    return edit(
        Editing(
            kind=CHOICE,
            slug=programme,
            title=_("Aturan mana yang dipakai untuk %(programme)s?", programme=codes.PROGRAMMES[programme]),
            template="registry/rule_choice.html",
            back=(_("Aturan program"), url_for("registry.rules")),
            current={
                "line": lines[0].line,
                "source": lines[0].regulation,
                "reason": choice.reason if choice else None,
            },
            save=save,
            effects=lambda data: difference(lines[0], by_line[data["line"]]),
            shown={
                "level": choice.level if choice else None,
                "programme": programme,
                "default": default_of(lines),
                "lines": lines,
            },
            choices={"line": [(each.line, each.regulation, _note(each)) for each in lines]},
            faults=with_its_words,
            reach=reach(),
        )
    )


@registry.post("/pengaturan/aturan-program/<programme>/pilihan/lepas")
@access.permits("settings:manage")
def release_rule_choice(programme: str) -> ResponseReturnValue:
    """The default counts again."""
    if _is_ministry():
        abort(404)
    release_choice(programme)
    flash(_("Tersimpan. %(reach)s", reach=reach()), "success")
    return redirect(url_for("registry.rules"), 303)


def _note(rule: Rule) -> str:
    return _("Sejak %(first)s, %(sure)s", first=plain_date(rule.valid_from), sure=CONFIDENCE[rule.confidence]())


def _only_the_ministry() -> None:
    if not _is_ministry():
        abort(404)


def _is_ministry() -> bool:
    return subject().reader is Reader.MINISTRY


@registry.app_template_global()
def rule_standing(rule: Rule, day: date, default: bool = False) -> tuple[str, str, str]:
    """Label, tone and shape of a version, for `ui.tag`."""
    if rule.valid_from > day:
        return _("Akan berlaku"), "wait", "ring"
    if rule.holds_on(day):
        return (_("Berlaku, baku"), "done", "check") if default else (_("Berlaku"), "go", "half")
    return _("Berakhir"), "", "dash"


@registry.app_template_filter("rule_criteria")
def rule_criteria(rule: Rule) -> list[str]:
    """Everything it asks, in plain words."""
    return [criterion_line(each.kind, in_words(each.tree)) for each in rule.criteria]


@registry.app_template_filter("rule_codes")
def rule_codes(field: Field) -> str:
    """What may stand on the other side of a comparison."""
    if field.codes is None:
        return _("ya atau tidak; ditulis sendiri saja") if field.kind == "flag" else _("angka")
    return ", ".join(f"{code} = {label}" for code, label in field.codes.items())


registry.add_app_template_filter(key, "rule_key")
