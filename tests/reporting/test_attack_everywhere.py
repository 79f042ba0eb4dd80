"""Whatever the ministry's analyst or anybody at all can open, as page, program's answer, file or paper: no handful of
people stands in it, and none is the difference of two numbers that stand anywhere.

The country is small and known to the last case. Its numbers lie so far apart that two that may be told never differ by
one to four; so such a difference is what somebody held back.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise, product
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from foundation import clock, jobs
from foundation.tenancy import Reader
from reporting import national
from reporting.measures import MEASURES
from reporting.opendata.jobs import publish_open_data
from tenants import access
from tenants.permissions import may
from tests.caller import PREFIX, calls
from tests.reporting.conftest import Browser
from tests.reporting.test_bulletin import OFFICE, PUBLIC, WORDS
from tests.reporting.test_opendata import AFTERWARDS, opened
from tests.reporting.test_quality_outliers import _FAR
from tests.world import World

__all__ = ["calls", "opened"]

NATION = {"in time": 529, "late": 153, "closed": 704, "stopped": 55, "all": 1441, "open": 682, "came in 30 days": 912}
EXACT_OF_THE_NATION = {0, *NATION.values()}
OF_A_DISTRICT = {87, 120, 151, 240, 448, 700, 1354}
"""Some of what really is in a district, at the moment of looking or in the published quarter."""

OF_OFFICES = {
    "coverage.ministry": "counts regencies by the stage of their site",
    "coverage-api.coverage": "the same for programs",
    "quality.ministry": "counts districts at which a check points",
    "quality-api.nation_quality": "the same for programs",
    "cohorts.ministry": "counts districts by how they live on; those that are not named are held back there",
}
"""Pages on which no number is about people or cases, and why."""
NO_NUMBERS = {
    "tables.describe": "asks what to count",
    "tables.overview": "names of kept tables",
    "schedules.overview": "names of reports",
    "schedules.schedule": "asks what to make",
    "schedules.scheduled": "describes a schedule",
    "schedules.change": "asks what to change",
    "schedules.hand_over": "asks for an owner",
    "schedules-api.get_schedules": "describes schedules",
    "schedules-api.get_reports": "how it stands with reports",
    "bulletin.archive": "days on which bulletins appeared",
    "bulletin.offices": "names of offices that publish one",
    "open_data.index": "names of data sets",
    "open_data.guide": "how to fetch and to quote",
    "open-data-api.list_datasets": "the same for programs",
}
MONTHS = "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
NOT_COUNTED = re.compile(
    rf"\d+ (?:{MONTHS})|(?:{MONTHS}) \d+|\d{{1,2}}[.:]\d\d WI(?:B|TA|T)"  # days and hours
    r"|\d{4}-Q\d|\d{4}-\d\d(?:-\d\d)?|\b20\d\d\b"
    r"|\d+(?:[.,]\d+)?%"  # shares of numbers that stand there, or of a district's peers
    r"|\d+ (?:hari|bulan|triwulan)|Pada \d+ kabupaten"
    r"|Jalan Raya 1|\(0719\) 91234|<\d|CC BY \d\.\d|\b\d\d\.\d\d\b"
    r"|\d+ baris; halaman ini memuat baris \d+ sampai \d+|Halaman \d+ dari \d+"
    r"|\d+/\d+|\d+ dari \d+(?= |$)(?! (?:warga|keluarga|kasus|jawaban))"  # so many offices
)
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?![\w.])|(?<![\w.,])\d+(?!\w)")


@pytest.fixture
def country(browse, app: Flask, admin, world: World, opened, fill) -> World:
    """Published, bulletin and all; then some of everything happens. Three, two and four people of district A."""
    for site, counts in ((world.a, (61, 3, 17)), (world.b, (240, 120, 88))):
        for sector, n in zip(("health", "food", "education"), counts, strict=True):
            opened(site.tenant_id, n, "2026-02-14", sector=sector)
    with app.app_context(), clock.set_to(AFTERWARDS):
        publish_open_data()
    manager = browse(world.a.manager)
    manager.post(OFFICE, opening=WORDS, advice="Kantor buka Senin sampai Jumat.", version="0")
    manager.post(f"{OFFICE}/ajukan", version="1")
    browse(world.a.head).post(f"{OFFICE}/terbitkan", version="2")
    for site, late, closed, stopped in ((world.a, 2, 4, 0), (world.b, 151, 700, 55)):
        fill(site.tenant_id, late, due=-2)
        fill(site.tenant_id, closed, state="closed")
        fill(site.tenant_id, stopped, state="rejected")
    for slug, part, whole in (("without_nik", 37, 90), ("doubles", 296, 300), ("quiet", 44, None)):
        admin.execute(
            "INSERT INTO quality_count (tenant_id, slug, part, whole, tripped, noted_on)"
            " VALUES (%s, %s, %s, %s, true, '2026-11-26')",
            [world.a.tenant_id, slug, part, whole],
        )
    admin.execute(_FAR, [world.a.tenant_id])
    return world


# --- what is opened ------------------------------------------------------------------------------------

SMALL_CELLS = (("office", "sector"), ("office", "state"))
QUESTIONS = [
    {"measure": each.slug, "rows": rows, **({"columns": columns} if columns else {})}
    for each in MEASURES.values()
    if Reader.MINISTRY in each.readers
    for rows, columns in [(slug, "") for slug in each.open_to(Reader.MINISTRY)]
    + [("office", "sector"), ("office", "state")]
    if each.knows([slug for slug in (rows, columns) if slug]) and rows != columns
]
"""Every measure by every dimension alone, and by two that make small cells."""


def tables() -> Iterator[str]:
    for question in QUESTIONS:
        measure = MEASURES[question["measure"]]
        period = {"period": "last_month"} if measure.running else {"period": "all"} if measure.clocks else {}
        yield urlencode(question | period)


def addresses(world: World) -> dict[str, list[str]]:
    """By endpoint: all that is opened of it."""
    province, span = world.province.tenant_id, "since=2026-Q1&until=2026-Q1"
    sets = ("kasus-masuk", "kasus-selesai", "rujukan")
    return {
        "reporting.ministry": ["/nasional"],
        "reporting.ministry_province": [f"/nasional/{each.tenant_id}" for each in (world.province, world.province_b)],
        "reporting-api.nation_totals": ["/api/v1/totals/nation"],
        "maps.ministry": [f"/nasional/peta?ukuran={each}" for each in ("serving", "late", "open", "all")],
        "maps.ministry_province": [
            f"/nasional/{each.tenant_id}/peta?ukuran={shown}"
            for each, shown in product((world.province, world.province_b), ("late", "open", "all"))
        ],
        "maps-api.map_of_nation": [
            f"/api/v1/maps/nation?measure={each}" for each in ("serving", "late", "open", "all")
        ],
        "maps-api.map_of_province": [
            f"/api/v1/maps/nation/{each.tenant_id}?measure={shown}"
            for each, shown in product((world.province, world.province_b), ("late", "open", "all"))
        ],
        "dashboards.overview": ["/perkembangan", "/perkembangan?dari=2026-01-01&sampai=2026-03-31"],
        "dashboards-api.dashboard": ["/api/v1/dashboard"],
        "quality.ministry_province": [f"/nasional/mutu-data/{province}"],
        "tables.show": [f"/tabel/lihat?{each}" for each in tables()],
        "tables.kept": ["/tabel/1"],
        "schedules.download": ["/laporan/1.pdf", "/laporan/1.xlsx"],
        "open_data.dataset": [f"/data-terbuka/{each}" for each in sets],
        "open_data.dataset_file": [
            f"/data-terbuka/{each}.{kind}?{span}" for each, kind in product(sets, ("csv", "xlsx"))
        ],
        "open-data-api.list_figures": [f"/api/v1/open/figures?dataset={each}&{span}" for each in sets],
        "bulletin.read": [PUBLIC],
        "bulletin.paper": [f"{PUBLIC}.pdf"],
        "coverage.ministry": ["/nasional/cakupan"],
        "coverage-api.coverage": ["/api/v1/totals/coverage"],
        "quality.ministry": ["/nasional/mutu-data"],
        "quality-api.nation_quality": ["/api/v1/totals/quality/nation"],
        "cohorts.ministry": ["/nasional/keberlanjutan"],
    }


PUBLISHED = {
    "open_data.dataset",
    "open_data.dataset_file",
    "open-data-api.list_figures",
    "bulletin.read",
    "bulletin.paper",
}
"""A quarter, exactly, once."""


# --- what stands there ---------------------------------------------------------------------------------


def numbers_in(text: str) -> set[int]:
    return {int(each.replace(".", "")) for each in NUMBER.findall(NOT_COUNTED.sub(" ", text))}


def words_of(page: str) -> str:
    """Everything that is read or read aloud of a page's own part: text, and what stands for pictures."""
    (main,) = re.findall(r"<main.*?</main>", page, re.DOTALL)
    aloud = " ; ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', main))
    main = re.sub(r"<(select|form|script|style).*?</\1>|<b>\d\d</b>", " ", main, flags=re.DOTALL)  # a tile's letters
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main) + " ; " + aloud).replace("&lt;", "<")


def leaves_of(found: object, key: str = "") -> Iterator[int]:
    """The numbers of an answer for programs that count something."""
    if isinstance(found, dict):
        for name, each in found.items():
            yield from leaves_of(each, name)
    elif isinstance(found, list):
        for each in found:
            yield from leaves_of(each, key)
    elif isinstance(found, int) and key not in {"id", "column", "row"} and not isinstance(found, bool):
        yield found


def numbers_of(answer: TestResponse) -> set[int]:
    assert answer.status_code == 200, answer.text
    if answer.mimetype == "application/pdf":
        return numbers_in(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages))
    if answer.mimetype == "application/json":
        return set(leaves_of(answer.json))
    if answer.mimetype == "text/csv":
        rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
        place = rows[0].index("value") if "value" in rows[0] else None
        cells = [cell for row in rows[1:] for cell in (row[1:] if place is None else [row[place]])]
        return {int(cell) for cell in cells if cell.isdecimal()}
    if "spreadsheet" in answer.mimetype:
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
        rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
        return {int(cell) for row in rows for cell in row[1:] if isinstance(cell, (int, float))}
    return numbers_in(words_of(answer.text))


def too_near(numbers: Iterable[int]) -> list[tuple[int, int]]:
    return [(one, other) for one, other in product(sorted(numbers), repeat=2) if 0 < other - one < 5]


# --- the walk --------------------------------------------------------------------------------------------


def test_every_page_of_numbers_is_walked_to_or_named_with_a_reason(app: Flask, world: World) -> None:
    open_to = set()
    for rule in app.url_map.iter_rules():
        mark = access.declared(app, rule.endpoint)
        theirs = mark is not None and (mark.kind != "permits" or may("ministry_analyst", mark.permission))
        if "GET" in rule.methods and theirs and app.view_functions[rule.endpoint].__module__.startswith("reporting."):
            open_to.add(rule.endpoint)
    assert open_to == {*addresses(world), *NO_NUMBERS}


@pytest.fixture
def fetch(browse, calls, client, country: World) -> Callable[[str, str], TestResponse]:
    """As the ministry's analyst or program; what is published, as anybody."""
    ministry, program = browse(country.ministry), calls(country.ministry)

    def get(endpoint: str, url: str) -> TestResponse:
        if endpoint in PUBLISHED:
            return client.get(url)
        if url.startswith(PREFIX):
            address = urlsplit(url.removeprefix(PREFIX))
            return program.get(address.path, **dict(parse_qsl(address.query)))
        return ministry.get(url)

    return get


@pytest.fixture
def reported(app: Flask, browse, country: World) -> Browser:
    """The ministry has a table kept and a report made of it."""
    ministry = browse(country.ministry)
    with clock.set_to(datetime(2026, 3, 3, 4, tzinfo=UTC)):
        ministry.post("/tabel/simpan?measure=cases_opened&rows=office&columns=sector&period=this_year", name="Kasus")
        told = {"name": "Bulanan", "tables": ["1"], "every": "month", "language": "id"}
        ministry.post("/laporan/jadwalkan", **told, recipients=[country.ministry.membership_id])
        with app.app_context():
            for _round in range(3):
                jobs.run_waiting()
    return ministry


def test_no_handful_stands_anywhere_nor_follows_from_two_numbers(fetch, reported: Browser, country: World) -> None:
    below, exact = set(), set()
    for endpoint, url in ((endpoint, url) for endpoint, urls in addresses(country).items() for url in urls):
        found = numbers_of(fetch(endpoint, url))
        if endpoint in OF_OFFICES:
            assert not found & OF_A_DISTRICT, url
            continue
        assert not found & {1, 2, 3, 4}, (url, found)
        exact |= found if endpoint in PUBLISHED else found & EXACT_OF_THE_NATION
        if endpoint not in PUBLISHED:
            below |= found - EXACT_OF_THE_NATION
    for question, kind in product((each for each in tables() if "office" in each), ("csv", "xlsx")):
        below |= numbers_of(reported.post(f"/tabel/unduh?{question}", format=kind))
    assert len(below) > 20
    assert {n for n in below if n % 5} == set(), "every number but the nation's own is moved to a multiple of five"
    assert exact >= {*NATION.values()}, "the nation is told exactly"
    assert exact >= {81, 448}, "and a published quarter"
    assert too_near(exact) == []


def test_one_case_more_is_one_in_the_nation_and_nothing_or_five_below(calls, country: World, fill) -> None:
    program, seen = calls(country.ministry), []
    for _look in range(7):
        answer = program.get("/totals/nation").json
        below = [line["cells"] for each in answer["provinces"] for line in (each, *each["districts"])]
        seen.append((answer["nation"][-1], [cell if isinstance(cell, int) else 0 for cells in below for cell in cells]))
        fill(country.a.tenant_id, 1)
    for (before, were), (after, are) in pairwise(seen):
        assert after - before == 1
        assert {now - then for then, now in zip(were, are, strict=True)} <= {0, 5, 10}, "10: from few to a number"
    assert any(were != are for (_n, were), (_m, are) in pairwise(seen))


def test_the_walk_would_find_a_handful_that_is_told(fetch, country: World, monkeypatch) -> None:
    for kept in ("province_offices", "_line_of"):  # nothing is
        monkeypatch.setattr(national, kept, getattr(national, kept).__wrapped__)
    monkeypatch.setattr(national, "_moved", lambda counts, *_name: ([*counts, sum(counts)], sum(counts[:2])))
    assert {2, 4} <= numbers_of(fetch("reporting.ministry_province", f"/nasional/{country.province.tenant_id}"))
    assert {2, 4} <= numbers_of(fetch("reporting-api.nation_totals", "/api/v1/totals/nation"))
    assert too_near({120, 123, 448}) == [(120, 123)]
