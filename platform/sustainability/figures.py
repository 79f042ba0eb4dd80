"""How figures are said: what an input of the index reads like, and where to look at what it was made from."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from sustainability.index import Indicator, IndicatorScore
from sustainability.kinds import KINDS
from sustainability.words import FORMS, LEVELS
from web.formats import number, percent

_WORDS = {**LEVELS, **FORMS}


def said(figure: IndicatorScore) -> str:
    """The evidence in words: "31 dari 39 (79%)", "Perbup atau Perwal", "8 bulan"."""
    value = figure.value
    if value is None:
        return _("belum ada bukti")
    kind = figure.indicator.kind
    if kind == "steps":
        return str(_WORDS.get(value, value))
    if kind == "flag":
        return _("ada") if value else _("tidak ada")
    if kind == "count":
        return _("%(n)s, nilai penuh mulai %(full)s", n=number(value), full=number(figure.indicator.full))
    if kind == "self":
        total, answers = value
        return _("rata-rata %(mean)s dari 7, %(n)s jawaban", mean=number(round(total / answers, 1)), n=number(answers))
    part, whole = value
    return _("%(part)s dari %(whole)s (%(share)s)", part=number(part), whole=number(whole), share=percent(part / whole))


def opens(indicator: Indicator) -> str:
    """The address of the page that shows what it was made from."""
    if indicator.opens in KINDS:
        return url_for("sustainability.records", word=indicator.opens)
    return url_for(f"sustainability.{indicator.opens}")


def points(hundredths: int) -> Any:
    """53.25 of 5325: as the templates show and draw it."""
    return hundredths / 100
