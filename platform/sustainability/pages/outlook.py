"""What if: other sources, fewer people, another honorarium. All of it is in the address, to be repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from sustainability.models import SOURCES, SupportPeriod
from sustainability.outlook import MONTHS, RUNS, Outlook, Range, Scenario, look_ahead
from sustainability.pages.blueprint import sustainability, today_here
from sustainability.pictures import outlook_picture
from sustainability.queries.money import Year
from sustainability.queries.outlook import FEWEST_MONTHS, FIRST_SEED, Known, assumed, known, months_covered
from sustainability.schemas.outlook import SEEDS, WhatIfSchema
from sustainability.words import SOURCES as SOURCES_IN_WORDS
from tenants import access
from web.formats import month_name, number, plain_date, rupiah
from web.forms import Form


@dataclass(frozen=True)
class Line:
    """One result: as things stand, and as they might be."""

    label: str
    now: str
    then: str
    note: str = ""


@sustainability.get("/keberlanjutan/andai")
@access.permits("sustain:read")
def what_if() -> ResponseReturnValue:
    """Both answers beside each other; with nothing typed they are the same."""
    now, typed = known(today_here()), _typed()
    asked = bool(typed)
    form = Form.read(WhatIfSchema(), MultiDict(typed))
    form.values = MultiDict({**_preset(now.scenario), **typed})
    seed = FIRST_SEED
    scenario, result = now.scenario, None
    lines: list[Line] = []
    if form.valid:
        if asked:
            scenario = assumed(now, form.data)
            seed = FIRST_SEED if form.data["seed"] is None else form.data["seed"]
        as_it_stands = look_ahead(now.scenario, now.history, seed)
        result = look_ahead(scenario, now.history, seed) if asked else as_it_stands
        lines = _lines(now, as_it_stands, scenario, result)
    return render_template(
        "sustainability/what_if.html",
        form=form,
        result=result,
        lines=lines,
        asked=asked,
        picture=outlook_picture(result) if result else None,
        years=_years(scenario, result) if result else [],
        assumptions=_assumptions(now, scenario, seed) if result else [],
        sources=_sources(form),
        other_seed=url_for("sustainability.what_if", **{**typed, "seed": (seed + 1) % SEEDS}),
        short_past=len(now.history) < FEWEST_MONTHS,
    ), form.status


def how_long(today: date, listed: Sequence[Year], periods: Sequence[SupportPeriod]) -> list[tuple[Any, ...]]:
    """How long the money of these years lasts as things stand, for `ui.pairs`: the page of what-if says the same.
    Empty while nothing is known of it."""
    found = months_covered(today, listed, periods)
    if found is None:
        return []
    more = url_for("sustainability.what_if")
    return [
        (_("Bulan operasi yang tertutup"), months_in_words(found.covered), more, _("Bagaimana dihitung")),
        (_("Berhenti pada"), stop_in_words(found)),
    ]


def _preset(scenario: Scenario) -> dict[str, str]:
    """What is known, as if it had been typed."""
    money = {name: getattr(scenario, name) for name in ("cash", "honorarium", "fixed", "per_case")}
    values = {name: f"{amount:,}".replace(",", ".") for name, amount in {**scenario.yearly, **money}.items()}
    values |= {"facilitators": str(scenario.facilitators), "capacity": str(scenario.capacity / 10)}
    values |= {"seed": str(FIRST_SEED)}
    return values | ({"apbn_until": scenario.until["apbn"].isoformat()} if "apbn" in scenario.until else {})


def _typed() -> dict[str, str]:
    """What the address says; what is left empty it does not say."""
    known_names = WhatIfSchema().fields
    return {name: value for name, value in request.args.items() if name in known_names and value.strip()}


def _sources(form: Form) -> tuple[list[str], list[str]]:
    """Those that give something, and the others."""
    giving = [slug for slug in SOURCES if form.field(slug).value not in ("", "0")]
    return giving, [slug for slug in SOURCES if slug not in giving]


def _lines(now: Known, before: Outlook, scenario: Scenario, after: Outlook) -> list[Line]:
    villages = now.measured.villages
    reach = [_("%(n)s dari %(of)s", n=number(now.reach(each.facilitators)), of=number(villages)) for each in (
        now.scenario, scenario,
    )]  # fmt: skip
    return [
        Line(_("Bulan operasi yang tertutup"), months_in_words(before.covered), months_in_words(after.covered)),
        Line(_("Berhenti pada"), stop_in_words(before), stop_in_words(after), _("bulan pertama yang tidak terbayar")),
        Line(_("Desa dan kelurahan yang terlayani"), *reach, note=_("oleh fasilitator yang dibayar")),
        Line(
            _("Kemampuan menuntaskan"),
            _("%(n)s kasus sebulan", n=number(before.done)),
            _("%(n)s kasus sebulan", n=number(after.done)),
            _("kasus baru %(range)s sebulan", range=_span(after.arriving)),
        ),
        Line(
            _("Kasus yang menunggu sesudah setahun"),
            _span(before.waiting[11]),
            _span(after.waiting[11]),
            _("hari ini %(n)s", n=number(scenario.waiting)),
        ),
    ]


def months_in_words(covered: Range) -> str:
    """So many months, or between so many and so many."""
    if covered.low >= MONTHS:
        return _("%(n)s bulan atau lebih", n=MONTHS)
    return _("%(range)s bulan", range=_span(covered))


def stop_in_words(result: Outlook) -> str:
    """The first month that is not paid, or between which months it lies."""
    first, last = result.breaks_in(result.covered.low), result.breaks_in(result.covered.high)
    if first is None:
        return _("tidak dalam %(n)s bulan", n=MONTHS)
    if last is None:
        return _("paling cepat %(month)s", month=month_name(first))
    if first == last:
        return month_name(first)
    return _("%(first)s sampai %(last)s", first=month_name(first), last=month_name(last))


def _span(values: Range) -> str:
    if values.low == values.high:
        return number(values.low)
    return f"{number(values.low)}–{number(values.high)}"


def _years(scenario: Scenario, result: Outlook) -> list[dict[str, Any]]:
    """Money against cost of each fiscal year, the months that are paid."""
    found = []
    for year, money in result.money.items():
        places = [place for place, month in enumerate(result.months) if month.year == year]
        cost = len(places) * scenario.steady // 12
        cost += len(places) * scenario.per_case * result.arriving.middle
        paid = sum(result.paid[place] for place in places)
        found.append({"year": year, "months": len(places), "money": money, "cost": cost, "paid": round(paid, 1)})
    return found


def _assumptions(now: Known, scenario: Scenario, seed: int) -> list[str]:
    """What the answer rests on, in words that can be printed under it."""
    return [
        _("Dana tahun ini: %(cash)s sampai 31 Desember; sisanya hangus.", cash=rupiah(scenario.cash)),
        _("Mulai Januari depan setiap sumber memberi jumlah yang tertulis setiap tahun, dipakai menurut kebutuhan."),
        *_ends(scenario),
        _("Biaya sebulan: %(n)s fasilitator × %(pay)s, ditambah seperdua belas dari %(fixed)s, ditambah %(each)s setiap"
          " kasus baru.", n=number(scenario.facilitators), pay=rupiah(scenario.honorarium),
          fixed=rupiah(scenario.fixed), each=rupiah(scenario.per_case)),
        _("Bulan yang biayanya melebihi sisa dana tahun itu tidak terbayar: tidak ada kasus yang dituntaskan."),
        _("Seorang fasilitator menuntaskan %(n)s kasus sebulan.", n=number(scenario.capacity / 10)),
        _("Seorang fasilitator melayani %(n)s desa, seperti sekarang.", n=number(round(now.villages_each, 1))),
        _("Kasus baru diundi %(runs)s kali dari %(months)s bulan daerah ini sendiri, nomor undian %(seed)s. Kisaran:"
          " delapan dari sepuluh hasil.", runs=RUNS, months=len(now.history), seed=seed),
        _("Kebutuhan biaya dari tahun %(year)s di halaman Dana.", year=now.year),
    ]  # fmt: skip


def _ends(scenario: Scenario) -> list[str]:
    """Which sources end, and that nobody has said so of APBN."""
    words = [
        _("%(source)s berhenti sesudah %(day)s.", source=SOURCES_IN_WORDS[source], day=plain_date(day))
        for source, day in sorted(scenario.until.items())
    ]
    return words if "apbn" in scenario.until else [*words, _("APBN tidak berakhir: belum dicatat.")]
