"""Pages about a household: who lives there and in what, the questionnaire block by block, and what is wrong with it."""

from dataclasses import dataclass
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from registry import actions, queries
from registry.checks import Finding
from registry.models import Household, Person
from registry.pages.blueprint import registry
from registry.pages.past import asked_day, past_page
from registry.pages.words import BLOCK_WORDS, WORDS, today_here
from registry.queries import HouseholdView
from registry.values import variables_of
from tenants import access

MEMBER_BLOCK = "member"


@dataclass(frozen=True)
class Step:
    """One page of the questionnaire, with what it still wants."""

    label: str
    sub: str
    url: str
    errors: int
    empty: int

    @property
    def tag(self) -> tuple[str, str, str]:
        """In words, with tone and shape."""
        if self.errors:
            return _("%(count)s GALAT", count=self.errors), "urgent", "bang"
        if self.empty:
            return _("%(count)s belum diisi", count=self.empty), "wait", "half"
        return _("Lengkap"), "done", "check"


@registry.get("/keluarga/<int:household_id>")
@access.permits("person:read")
def household(household_id: int) -> ResponseReturnValue:
    """One household, or what it was on the day `per`. Opening it is written down."""
    if day := asked_day():
        return past_page("household", household_id, day)
    view = queries.household_view(household_id)
    house = view.household
    slugs = {block: list(variables_of("household", block)) for block in ("house", "economy")}
    return render_template(
        "registry/household.html",
        view=view,
        standing=queries.standings_of(house)[0],
        participations=queries.participations_of(house),
        lacking=queries.needs_of(house),
        slugs=slugs,
        known={block: any(getattr(house, slug) is not None for slug in asked) for block, asked in slugs.items()},
        today=today_here(),
    )


@registry.get("/keluarga/<int:household_id>/kuesioner")
@access.permits("person:write")
def questionnaire(household_id: int) -> ResponseReturnValue:
    """The pages of the questionnaire, each with what it lacks."""
    view = queries.household_view(household_id)
    return render_template("registry/questionnaire.html", view=view, steps=steps_of(view))


@registry.get("/keluarga/<int:household_id>/periksa")
@access.permits("person:read")
def check(household_id: int) -> ResponseReturnValue:
    """GALAT, PERINGATAN and KOSONG, each line leading to its field."""
    view = queries.household_view(household_id)
    found, house = view.findings, view.household
    empty = groupby(_linked(house, found.empty), key=lambda pair: pair[0].person_name or view.title)
    return render_template(
        "registry/findings.html",
        view=view,
        errors=_linked(house, found.errors),
        warnings=_linked(house, found.warnings),
        empty=[(whose, list(rows)) for whose, rows in empty],
    )


@registry.post("/keluarga/<int:household_id>/final")
@access.permits("person:write")
def finalise(household_id: int) -> ResponseReturnValue:
    """Make the record final, or show what is in its way."""
    try:
        findings = actions.finalise(household_id, request.form.get("version", 0, type=int))
    except Refused as refusal:
        if refusal.status != 409:
            raise
        flash(refusal.message, "error")
        return redirect(url_for("registry.check", household_id=household_id), 303)
    said = _("Data keluarga ini final.")
    if findings.warnings:
        said += " " + _("Peringatan yang tersisa: %(count)s.", count=len(findings.warnings))
    flash(said, "success")
    return redirect(url_for("registry.household", household_id=household_id), 303)


# --- what the pages share -----------------------------------------------------------------------------


def steps_of(view: HouseholdView) -> list[Step]:
    """The questionnaire in order: the place, each member twice, the house, what the family has and spends."""
    house = view.household
    steps = [_step(view, house, "place", _("Keluarga dan alamat"), house.address)]
    for member in view.record.living:
        steps.append(_step(view, member.person, MEMBER_BLOCK, member.person.name, _("Identitas")))
        steps.append(_step(view, member.person, "life", member.person.name, _("Sekolah, kerja, dan kesehatan")))
    steps.append(_step(view, house, "house", _("Rumah"), ""))
    steps.append(_step(view, house, "economy", _("Aset, penghasilan, dan pengeluaran"), ""))
    return steps


def block_url(row: Person | Household, block: str) -> str:
    """The page on which that block is asked."""
    if isinstance(row, Person) and block == MEMBER_BLOCK:
        onward = url_for("registry.questionnaire", household_id=row.household_id)
        return url_for("registry.edit", person_id=row.id, next=onward)
    level = "person" if isinstance(row, Person) else "household"
    return url_for("registry.edit_block", word=WORDS[level], row_id=row.id, block_word=BLOCK_WORDS[block])


def _linked(household: Household, findings: list[Finding]) -> list[tuple[Finding, str]]:
    """Each finding with where it is put right."""
    return [(each, _field_url(household, each)) for each in findings]


def _field_url(household: Household, finding: Finding) -> str:
    level = "household" if finding.person_id is None else "person"
    row_id = household.id if finding.person_id is None else finding.person_id
    block = next(each.block for slug, each in variables_of(level).items() if slug == finding.slug)
    if finding.rule == "category_at_age":
        return url_for("registry.person", person_id=row_id) + "#kategori"
    if finding.rule in ("no_members", "one_head", "spouses", "same_member_twice"):
        return url_for("registry.household", household_id=row_id) + "#anggota"
    if block == MEMBER_BLOCK:
        return url_for("registry.edit", person_id=row_id) + f"#f-{finding.slug}"
    where = url_for("registry.edit_block", word=WORDS[level], row_id=row_id, block_word=BLOCK_WORDS[block])
    return f"{where}#f-{finding.slug}"


def _step(view: HouseholdView, row: Person | Household, block: str, label: str, sub: str) -> Step:
    level = "person" if isinstance(row, Person) else "household"
    person_id = row.id if isinstance(row, Person) else None
    slugs = variables_of(level, block)

    def count(found: list[Finding]) -> int:
        return sum(each.slug in slugs and each.person_id == person_id for each in found)

    return Step(label, sub, block_url(row, block), count(view.findings.errors), count(view.findings.empty))
