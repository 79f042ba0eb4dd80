"""Kinds of letters as data: a template that could not be printed is refused when it is saved."""

from typing import Any

import pytest

from foundation.errors import Refused
from reference import codes
from reference.templates import BrokenTemplate, fields_in, filled
from settings.actions import save
from settings.letters import data_of_letter_type, fault_of_pattern, faults_of, number_text
from settings.queries import rules
from settings.schemas import SCHEMAS

LOOK, KEEP = "Lihat dulu akibatnya", "Simpan"
PAGE = "/pengaturan/surat/recommendation"


def as_set(slug: str = "recommendation", **changes: Any) -> dict[str, Any]:
    """A kind of letter as a form would load it, from what the code ships."""
    typed = {name: value for name, value in data_of_letter_type(codes.LETTER_TYPES[slug]).items() if value is not None}
    return SCHEMAS["letter_type"]().load(typed) | changes


@pytest.mark.parametrize("slug", codes.LETTER_TYPES)
def test_what_the_code_ships_passes_the_check_of_what_people_set(app, slug):
    with app.test_request_context():
        assert faults_of(slug, as_set(slug)) == {}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"opening": "Kepada {nama} yang terhormat"}, "opening", "{nama} tidak dikenal. Yang dikenal: {name}, {nik}"),
        ({"closing": "Untuk {purpose"}, "closing", "kurung kurawal"),
        ({"closing": "Untuk purpose} {decision}"}, "closing", "kurung kurawal"),
        ({"addressee": "{}"}, "addressee", "{} tidak dikenal"),
        ({"closing": "{decision.__class__}"}, "closing", "{decision.__class__} tidak dikenal"),
        ({"closing": "{agency}"}, "closing", "{agency} tidak dikenal"),
        ({"rows": ["agency"]}, "rows", "Tidak dapat dipakai di surat ini: Instansi {agency}"),
        ({"closing": "Demikian."}, "closing", "Wajib ada di surat ini, di tabel atau di teks: Layanan yang ditetapkan"),
        ({"rows": []}, "closing", "Nama {name}"),
    ],
)
def test_a_template_that_could_not_be_printed_is_refused_when_saved(world, as_, changes, field, words):
    with as_(world.a.administrator), pytest.raises(Refused) as refused:
        save("letter_type", "recommendation", as_set(**changes))
    assert (refused.value.field, refused.value.code) == (field, "broken_template")
    assert words in refused.value.message


def test_a_referral_says_no_more_than_was_consented_to(world, as_):
    for name in ("name", "nik", "summary"):
        with as_(world.a.administrator), pytest.raises(Refused) as refused:
            save("letter_type", "referral", as_set("referral", opening=f"Kami rujuk {{{name}}}"))
        assert refused.value.field == "opening"


def test_the_page_says_what_is_wrong_before_anything_is_saved_and_shows_the_letter(world, visit, as_):
    browser = visit(world.a.administrator).open(PAGE)
    assert "{purpose}" in browser.text
    browser.press(LOOK, closing="Kami sampaikan {keputusan}")
    assert browser.page.status_code == 422
    assert "{keputusan} tidak dikenal. Yang dikenal: {name}" in browser.text
    assert "Kami sampaikan {keputusan}" in browser.text
    browser.press(LOOK, closing="Kami sampaikan {decision} untuk {purpose}.", countersign="Mengetahui, Camat {seat}")
    assert "Suratnya, dengan data contoh" in browser.text
    assert "Kami sampaikan Reaktivasi PBI-JK diusulkan untuk pengobatan di RSUD" in browser.text
    assert "Mengetahui, Camat Manggar" in browser.text
    browser.press(KEEP)
    assert "Surat yang sudah terbit tidak berubah" in browser.text
    with as_(world.a.manager):
        assert rules().letter_types["recommendation"].countersign == "Mengetahui, Camat {seat}"


def test_a_site_adds_a_kind_of_letter_and_switches_one_off(world, visit, as_):
    browser = visit(world.a.administrator).open("/pengaturan/surat/baru")
    browser.press(
        LOOK, label_id="Surat pengantar", title="SURAT PENGANTAR", closing="Demikian untuk {purpose}.",
        signers=["manager"], valid_days="14",
    ).press(KEEP)  # fmt: skip
    browser.open("/pengaturan/surat/handover").press(LOOK, active="").press(KEEP)
    items = visit(world.a.manager).client.get("/api/v1/settings/letter-types").json["items"]
    mine = next(each for each in items if each["label_id"] == "Surat pengantar")
    assert (mine["slug"], mine["level"], mine["valid_days"]) == ("blt_surat_pengantar", "site", 14)
    assert "agency" not in mine["fields"]
    assert "handover" not in {each["slug"] for each in items}
    theirs = visit(world.b.manager).client.get("/api/v1/settings/letter-types").json["items"]
    assert {"handover"} <= {each["slug"] for each in theirs}
    assert "blt_surat_pengantar" not in {each["slug"] for each in theirs}
    assert visit(world.b.administrator).client.get("/pengaturan/surat/blt_surat_pengantar").status_code == 404


def test_a_ministry_s_letter_reaches_every_district(world, do, as_):
    do(world.ministry, lambda: save("letter_type", "recommendation", as_set(title="REKOMENDASI NASIONAL")))
    for site in (world.a, world.b):
        with as_(site.manager):
            assert rules().letter_types["recommendation"].title == "REKOMENDASI NASIONAL"


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("{classification}/{number}/SLRT/{year}", ""),
        ("{number_padded}-{month_roman}-{year}", ""),
        ("SLRT/{year}", "harus memuat"),
        ("{number}", "harus memuat"),
        ("{nomor}/{year}", "{nomor} tidak dikenal"),
        ("{number/{year}", "kurung kurawal"),
    ],
)
def test_a_pattern_without_number_or_year_makes_no_numbers(app, pattern, fault):
    with app.test_request_context():
        found = fault_of_pattern(pattern)
    assert (fault in found) if fault else found == ""


def test_a_number_is_printed_by_its_pattern(world, visit):
    assert (
        number_text("{number_padded}/{classification}/{month_roman}/{year}", "460", 7, 2026, 11) == "0007/460/XI/2026"
    )
    browser = visit(world.a.administrator).open("/pengaturan/nomor-surat").press(LOOK, pattern="{number}")
    assert browser.page.status_code == 422
    browser.press(LOOK, pattern="{number}/{year}")
    assert "Surat nomor 187 tahun ini tertulis 187/" in browser.text


def test_a_template_understands_fields_and_nothing_else():
    assert fields_in("a {x} b { y } {x}") == ["x", "y"]
    assert filled("{x}, {y}{z}", {"x": "{y}", "y": "2"}) == "{y}, 2"
    for broken in ("{", "}", "{a{b}}", "{a\n}"):
        with pytest.raises(BrokenTemplate):
            fields_in(broken)
