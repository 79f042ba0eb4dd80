"""One way to change a setting: ask, show what it would change, then save. What was typed is never lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from settings import actions
from settings.pages.blueprint import at_which_level
from settings.queries import newest_version
from settings.schemas import BESIDES, SCHEMAS
from settings.words import changes
from web.forms import Form

FORMS = {kind: schema.from_dict(dict(BESIDES)) for kind, schema in SCHEMAS.items()}
"""The kind's one schema with what travels beside it."""


@dataclass(frozen=True)
class Editing:
    """What a page must say about the setting it changes."""

    kind: str
    slug: str
    title: str
    """The question."""
    template: str
    """With the fields."""
    back: tuple[str, str]
    """Words and address of the page above."""
    current: Mapping[str, Any]
    """What is in force, as the form shows it."""
    save: Callable[[dict[str, Any]], Any]
    """Called with everything the form loads, also `valid_from` and `seen`."""
    effects: Callable[[dict[str, Any]], Sequence[str]]
    """What the change would do, a sentence each."""
    shown: Mapping[str, Any] = field(default_factory=dict)
    """More for the template."""
    choices: Mapping[str, list[Any]] = field(default_factory=dict)
    """Lists that depend on which one is changed."""
    faults: Callable[[dict[str, Any]], Mapping[str, str]] = lambda _data: {}
    """What is wrong besides what the schema finds, by field; may complete what was typed."""
    preview: Callable[[dict[str, Any]], Any] = lambda _data: None
    """The thing itself as it would be, with invented data."""
    reach: str = ""
    """When it counts, in words; empty: for new cases."""


def edit(page: Editing) -> ResponseReturnValue:
    """GET and "Ubah" ask; the first POST shows the effect; the second, with `save`, saves."""
    schema = FORMS[page.kind]()
    if request.method == "GET":
        seen = newest_version(page.kind, page.slug) if page.slug else 0
        return _ask(page, Form.blank(schema, {**_known(page.current), "seen": seen}, page.choices))
    form = Form.read(schema, choices=page.choices)
    if form.valid:
        for name, fault in page.faults(form.data).items():
            form.add_error(name, fault)
    if not form.valid or "change" in request.form:
        return _ask(page, form), form.status
    if "save" not in request.form:
        return _check(page, form)
    if not form.tries(lambda: page.save(form.data)):
        return _over_the_newest(page, form)
    reach = page.reach or _("Berlaku untuk kasus baru; yang sudah berjalan tidak berubah.")
    flash(_("Tersimpan. %(reach)s", reach=reach), "success")
    return redirect(page.back[1], 303)


def saving(kind: str, slug: str) -> Callable[[dict[str, Any]], Any]:
    """What `Editing.save` usually is: the next version of that setting."""

    def save(data: dict[str, Any]) -> None:
        setting, besides = apart(data)
        actions.save(kind, slug, setting, **besides)

    return save


def apart(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The setting itself, and what travels beside it."""
    return (
        {name: value for name, value in data.items() if name not in BESIDES},
        {name: data[name] for name in BESIDES},
    )


def _ask(page: Editing, form: Form) -> str:
    return render_template(page.template, page=page, form=form, **at_which_level(), **page.shown)


def _check(page: Editing, form: Form) -> str:
    data, besides = apart(form.data)
    return render_template(
        "settings/check.html",
        page=page,
        form=form,
        changes=changes(page.kind, page.current, data),
        effects=page.effects(data),
        valid_from=besides["valid_from"],
        preview=page.preview(data),
        **at_which_level(),
    )


def _over_the_newest(page: Editing, form: Form) -> ResponseReturnValue:
    """The form may be sent once more over what is there now."""
    form.values = form.values.copy()
    form.values["seen"] = str(newest_version(page.kind, page.slug))
    return _ask(page, form), form.status


def _known(current: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in current.items() if value is not None}
