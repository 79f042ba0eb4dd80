"""Dates, times and numbers in the reader's language and time zone; the same functions are Jinja filters."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import dates
from babel.numbers import format_currency, format_percent
from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, get_locale, ngettext
from flask_babel import gettext as _
from jinja2 import pass_context

from web.i18n import current_language

Day = date | datetime


def init_app(app: Flask) -> None:
    """Register the filters, and what compares two figures."""
    filters = {
        "date": long_date,
        "short_date": short_date,
        "plain_date": plain_date,
        "month_name": month_name,
        "clock": clock,
        "moment": moment,
        "number": number,
        "rupiah": rupiah,
        "percent": percent,
        "file_size": file_size,
        "due_words": due_words,
        "in_a_sentence": in_a_sentence,
    }
    app.jinja_env.globals["change_text"] = change_text
    app.jinja_env.filters.update({name: _when_rendering(words) for name, words in filters.items()})


def _when_rendering(words: Callable[[Any], str]) -> Callable[[Any, Any], str]:
    """Keep Jinja from working out `{{ 18204|number }}` once, at compile time, in the first reader's language."""

    @pass_context
    def in_the_reader_s_language(_context: Any, value: Any) -> str:
        return words(value)

    return in_the_reader_s_language


def in_a_sentence(label: Any) -> str:
    """A label inside a sentence: its first letter small, unless it begins with an abbreviation such as OPD."""
    words = str(label)
    return f"{words[:1].lower()}{words[1:]}" if words[1:2].islower() else words


def long_date(day: Day | None) -> str:
    """Senin, 23 November 2026. A datetime is shown in the reader's time zone; None as nothing."""
    return _in_words(day, "EEEE, d MMMM y") if day else ""


def short_date(day: Day | None) -> str:
    """24 Nov."""
    return _in_words(day, "d MMM") if day else ""


def plain_date(day: Day | None) -> str:
    """4 April 1972."""
    return _in_words(day, "d MMMM y") if day else ""


def month_name(day: Day | None) -> str:
    """April 1972."""
    return _in_words(day, "MMMM y") if day else ""


def clock(moment: datetime | time | None) -> str:
    """09.12 in Indonesian, 09:12 in English. A plain `time` is shown as it is."""
    if moment is None:
        return ""
    if isinstance(moment, time):
        return f"{moment:%H}{_clock_separator()}{moment:%M}"
    return format_datetime(moment, f"HH'{_clock_separator()}'mm")


def moment(when: datetime | None) -> str:
    """Senin, 23 November 2026, 09.12."""
    return f"{long_date(when)}, {clock(when)}" if when else ""


def number(value: int | float | Decimal | None) -> str:
    """18.204 in Indonesian, 18,204 in English; at most two decimals. None is a dash: not known is not zero."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "." if _in_indonesian() else ",")
    return format_decimal(value, "#,##0.##")


def rupiah(value: int | Decimal | None) -> str:
    """Rp18.204, without cents."""
    if value is None:
        return "–"
    return format_currency(value, "IDR", "¤#,##0", locale=get_locale() or "id", currency_digits=False).replace(
        "IDR", "Rp"
    )


def percent(part: float | Decimal | None) -> str:
    """13% from 0.13, without decimals."""
    return "–" if part is None else _percent_in(part, current_language())


def file_size(size: int) -> str:
    """412 kB, 1,8 MB."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))} kB"
    return f"{format_decimal(size / 1_000_000, '#,##0.0')} MB"


def change_text(now: int, before: int) -> str:
    """How a count has changed against the time before: "+12% dari 16.254"; more than tenfold says the old one alone."""
    if not before:
        return _("sebelumnya tidak ada")
    if now == before:
        return _("tetap")
    if now > 10 * before:
        return _("sebelumnya %(before)s", before=number(before))
    sign = "+" if now > before else "−"
    return _("%(change)s dari %(before)s", change=f"{sign}{percent(abs(now - before) / before)}", before=number(before))


def due_words(days: int) -> str:
    """Working days left in words: negative is overdue, 0 is today."""
    if days < 0:
        return ngettext("lewat %(num)s hari kerja", "lewat %(num)s hari kerja", -days)
    if days == 0:
        return _("hari ini")
    return ngettext("%(num)s hari kerja lagi", "%(num)s hari kerja lagi", days)


def _in_words(day: Day, pattern: str) -> str:
    """A plain date reads the same for everybody who speaks the language; a moment depends on the time zone."""
    return format_date(day, pattern) if isinstance(day, datetime) else _date_in_words(day, pattern, current_language())


@lru_cache(4096)
def _date_in_words(day: date, pattern: str, language: str) -> str:
    return dates.format_date(day, pattern, locale=language)


@lru_cache(4096)
def _percent_in(part: float | Decimal, language: str) -> str:
    return format_percent(part, "#,##0%", locale=language)


def _clock_separator() -> str:
    return "." if _in_indonesian() else ":"


def _in_indonesian() -> bool:
    return current_language() == "id"
