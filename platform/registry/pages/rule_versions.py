"""A form over one version of what a programme asks for: the ministry's, or the line that a site writes itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from foundation.errors import Refused
from reference import codes
from registry.actions.rules import ended_by, publish_rule, write_own_rule
from registry.queries.rules import every_version, held_for, own_versions
from registry.screening.faults import faults_of
from registry.screening.fields import fields
from registry.screening.published import OWN, RULE, key, rule_from
from registry.screening.rules import Rule
from registry.screening.words import in_words
from settings.pages.editing import Editing, apart
from settings.queries import rules as settings_in_force
from web.formats import plain_date

KEEPING: Mapping[str, tuple[Callable[..., str], Callable[[], list[Rule]]]] = {
    RULE: (publish_rule, every_version),
    OWN: (write_own_rule, own_versions),
}
"""How a version of each kind is kept, and which there are."""


def version_editing(
    kind: str, title: str, fixed: Mapping[str, Any], current: Mapping[str, Any], slug: str = ""
) -> Editing:
    """A form over one version, the ministry's or a site's own; `fixed` is what the address says and nobody types."""
    keep, versions = KEEPING[kind]

    def faults(data: dict[str, Any]) -> Mapping[str, str]:
        data.update(fixed)
        if found := faults_of(data):
            return {field: "; ".join(wrong) for field, wrong in found.items()}
        written = rule_from(data)
        if key(written) != slug and key(written) in {key(each) for each in versions()}:
            return {"starts": _("Versi yang berlaku sejak hari itu sudah ada. Perbaiki yang itu.")}
        try:
            ended_by(written)
        except Refused as refusal:
            return {refusal.field or "starts": refusal.message}
        return {}

    def save(data: dict[str, Any]) -> None:
        version, besides = apart(data)
        keep(version, besides["seen"])

    return Editing(
        kind=kind,
        slug=slug,
        title=title,
        template="registry/rule_form.html",
        back=(_("Aturan program"), url_for("registry.rules")),
        current={**current, **fixed},
        save=save,
        effects=effects,
        shown={
            "level": settings_in_force().levels.get((kind, slug)),
            "fixed": fixed,
            "programme": codes.PROGRAMMES[fixed["programme"]],
            "fields": fields().values(),
            "own": kind == OWN,
        },
        faults=faults,
        reach=reach(),
    )


def effects(data: dict[str, Any]) -> Sequence[str]:
    """The conditions read back in plain words, what ends because of it, and what an own line asks differently."""
    written = rule_from(data)
    ended = [
        _("Versi yang berlaku sejak %(first)s berakhir sehari sebelumnya.", first=plain_date(each.valid_from))
        for each in ended_by(written)
    ]
    asked = [criterion_line(each.kind, in_words(each.tree)) for each in written.criteria]
    return [*asked, *ended, *(_beside_the_ministry(written) if written.own else ())]


def _beside_the_ministry(own: Rule) -> Sequence[str]:
    """What is asked otherwise than by the ministry's line of that day, which stays to be seen."""
    held = held_for(own.programme, own.valid_from)
    standard = held.published[0] if held and held.published else None
    if standard is None:
        return [_("Kementerian tidak menerbitkan aturan untuk program ini pada tanggal itu.")]
    named = _(
        "Dibandingkan dengan kementerian (%(source)s), yang tetap terlihat di sebelahnya:", source=standard.regulation
    )
    return [named, *(difference(standard, own) or [_("Syaratnya sama.")])]


def difference(before: Rule, after: Rule) -> Sequence[str]:
    """What the two ask differently."""
    had, has = ({(each.kind, each.text): each for each in rule.criteria} for rule in (before, after))
    gone = [criterion_line(each.kind, in_words(each.tree)) for at, each in had.items() if at not in has]
    come = [criterion_line(each.kind, in_words(each.tree)) for at, each in has.items() if at not in had]
    return [
        *(_("Tidak lagi ditanyakan: %(what)s", what=each) for each in gone),
        *(_("Ditanyakan: %(what)s", what=each) for each in come),
    ]


def criterion_line(kind: str, words: str) -> str:
    """A condition with what it does."""
    wordings: dict[str, Callable[..., str]] = {
        "needed": lambda words: _("Syarat: %(words)s", words=words),
        "excluding": lambda words: _("Bukan bila: %(words)s", words=words),
        "weighing": lambda words: _("Didahulukan bila: %(words)s", words=words),
    }
    return wordings[kind](words)


def reach() -> str:
    """When a change counts, in words."""
    return _("Berlaku pada halaman warga sekarang juga, dan pada penyaringan berikutnya. Hasil lama tidak berubah.")
