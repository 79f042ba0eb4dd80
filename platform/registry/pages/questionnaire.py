"""One block of the questionnaire a page. Whatever is filled in is kept; what is wrong is said and waits."""

from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reference import codes
from registry import actions, queries
from registry.actions import Seen
from registry.checks import examine
from registry.models import Household, Person
from registry.pages.blueprint import registry
from registry.pages.households import block_url, steps_of
from registry.pages.words import LEVELS, block_of, named, now_here
from registry.schemas import BLOCK_SCHEMAS
from registry.values import variables_of
from tenants import access
from web.forms import Form

ADDRESS = "/<any(warga, keluarga):word>/<int:row_id>/kuesioner/<any(diri, ekonomi, rumah, tempat):block_word>"


@registry.get(ADDRESS)
@access.permits("person:write")
def edit_block(word: str, row_id: int, block_word: str) -> ResponseReturnValue:
    """The block with what is known."""
    level = LEVELS[word]
    block = block_of(block_word, level)
    row = queries.opened(level, row_id)
    form = Form.blank(BLOCK_SCHEMAS[block](), initial=_known(row, level, block), choices=_choices(block))
    return _page(form, row, level, block)


@registry.post(ADDRESS)
@access.permits("person:write")
def save_block(word: str, row_id: int, block_word: str) -> ResponseReturnValue:
    """Keep it, and go on to the next page or back to the list."""
    level = LEVELS[word]
    block = block_of(block_word, level)
    row = queries.get_row(level, row_id)
    form = Form.read(BLOCK_SCHEMAS[block](), choices=_choices(block))
    if form.valid:
        seen = Seen(form.data["observed_on"], form.data["source"], form.data["note"] or "")
        try:
            actions.save_block(level, row_id, block, form.data, seen)
        except Refused as refusal:
            if refusal.status == 404:
                raise
            form.refuse(refusal)
        else:
            return _onward(row, block)
    return _page(form, row, level, block), form.status


def _onward(row: Person | Household, block: str) -> ResponseReturnValue:
    household = row if isinstance(row, Household) else queries.household_of(row)
    steps = steps_of(queries.household_view(household.id))
    pages = [step.url for step in steps]
    flash(_("Tersimpan sebagai draf."), "success")
    here = block_url(row, block)
    if request.form.get("then") == "next" and here in pages[:-1]:
        return redirect(pages[pages.index(here) + 1], 303)
    return redirect(url_for("registry.questionnaire", household_id=household.id), 303)


def _page(form: Form, row: Person | Household, level: str, block: str) -> str:
    household = row if isinstance(row, Household) else queries.household_of(row)
    record = queries.record_of(household)
    findings = examine(record)
    slugs = {slug: each for slug, each in variables_of(level, block).items() if _is_asked_of(row, slug)}
    person_id = row.id if isinstance(row, Person) else None
    here = [
        each for each in (*findings.errors, *findings.warnings) if each.slug in slugs and each.person_id == person_id
    ]
    return render_template(
        "registry/block.html",
        form=form,
        row=row,
        household=household,
        whose=named(row),
        block=codes.BLOCKS[block],
        groups=[
            (codes.VARIABLE_GROUPS[group], [slug for slug, _variable in rows])
            for group, rows in groupby(slugs.items(), key=lambda pair: pair[1].group)
        ],
        findings=here,
    )


def _is_asked_of(row: Person | Household, slug: str) -> bool:
    """A man is not asked whether he is pregnant, unless the record says that he is."""
    return slug != "pregnant" or not isinstance(row, Person) or row.sex != "male" or bool(row.pregnant)


def _choices(block: str) -> dict[str, list[tuple[str, str]]]:
    return {"village_code": queries.village_choices()} if block == "place" else {}


def _known(row: Person | Household, level: str, block: str) -> dict[str, Any]:
    """What the form begins with: a number that is kept encrypted is not shown again."""
    known = {slug: getattr(row, slug) for slug, each in variables_of(level, block).items() if each.kind != "secret"}
    flags = {slug: str(value) for slug, value in known.items() if isinstance(value, bool)}
    return {**known, **flags, **now_here(), "version": row.version}
