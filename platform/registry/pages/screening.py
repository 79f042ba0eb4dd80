"""Which programmes a person's data point to, with the reason for each criterion."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from registry.pages.blueprint import add_section, registry
from registry.queries.screening import screen
from registry.screening.rules import EXCLUDING, Finding, Rule
from registry.screening.words import in_words
from tenants import access
from web.formats import rupiah

CONFIDENCE = {
    "high": lambda: _("sumber kuat"),
    "medium": lambda: _("sumber cukup"),
    "low": lambda: _("sumber lemah"),
}
EVERY = {
    "once": lambda: _("sekali"),
    "month": lambda: _("per bulan"),
    "quarter": lambda: _("per triwulan"),
    "year": lambda: _("per tahun"),
}


@registry.get("/warga/<int:person_id>/program")
@access.permits("person:read")
def screening(person_id: int) -> ResponseReturnValue:
    """Every programme for one person: indicated, a datum is missing, not indicated."""
    return render_template("registry/screening.html", found=screen(person_id))


@registry.app_template_filter("criterion")
def criterion_text(finding: Finding) -> str:
    """The criterion in plain words; an excluding one says so."""
    words = in_words(finding.criterion.tree)
    words = f"{words[:1].upper()}{words[1:]}"
    return _("Bukan bila: %(words)s", words=words) if finding.criterion.kind == EXCLUDING else words


@registry.app_template_global()
def finding_tag(finding: Finding) -> tuple[str, str, str]:
    """Label, tone and shape of a criterion as it came out."""
    return {
        True: (_("Sesuai"), "done", "check"),
        False: (_("Tidak sesuai"), "stop", "cross"),
        None: (_("Belum diketahui"), "wait", "ring"),
    }[finding.for_person]


@registry.app_template_global()
def outcome_tag(outcome: bool | None) -> tuple[str, str, str]:
    """Label, tone and shape of what one rule says of a person."""
    return {
        True: (_("Terindikasi"), "done", "check"),
        False: (_("Tidak terindikasi"), "stop", "cross"),
        None: (_("Data kurang"), "wait", "ring"),
    }[outcome]


@registry.app_template_filter("rule_source")
def rule_source(rule: Rule) -> str:
    """Where the rule is written, since when, and how sure that is."""
    return _(
        "%(regulation)s (sejak %(year)s, %(sure)s)",
        regulation=rule.regulation, year=rule.valid_from.year, sure=CONFIDENCE[rule.confidence](),
    )  # fmt: skip


@registry.app_template_filter("rule_amount")
def rule_amount(rule: Rule) -> str:
    """What it is worth, e.g. "Rp200.000 per bulan"; nothing where need decides."""
    if rule.amount is None or rule.every is None:
        return ""
    amount = f"{rupiah(rule.amount)} {EVERY[rule.every]()}"
    if rule.times:
        return _("%(amount)s, %(times)s kali dalam setahun", amount=amount, times=rule.times)
    return amount


def _section(person_id: int) -> str:
    """The way there, on the page of a person."""
    return Markup(render_template("registry/screening_link.html", person_id=person_id))  # noqa: S704 (our own template)


add_section(_section)
