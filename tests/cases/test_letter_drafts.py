"""Letters from the page of a case: prepared, looked at, signed by the right role, withdrawn; numbers without gaps."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from cases import actions, queries
from cases.actions import letters, steps
from cases.models import Letter, LetterDraft, Notice
from foundation.db import db
from foundation.errors import Refused
from settings.actions import save
from settings.letters import data_of_letter_type
from settings.queries import rules
from tenants.models import AuditEntry
from tests.cases.conftest import NIK
from tests.cases.visitor import Visitor

SIGN = "Tanda tangani dan terbitkan"


@pytest.fixture
def visit(app, sign_in):
    return lambda member: Visitor(sign_in(app.test_client(), member))


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def prepared(story, world, kind: str = "recommendation", case_id: int | None = None, **typed: Any) -> int:
    case_id = case_id or story.decided()
    typed = typed or {"addressee": "Direktur RSUD", "purpose": "pengobatan"}
    return story.do(world.a.back_office, lambda: letters.prepare(case_id, kind, typed).id)


def signed(story, world, draft_id: int, member: Any = None) -> int:
    def act() -> int:
        seen = letters.look(draft_id).words.digest
        return letters.sign(draft_id, seen, None).id

    return story.do(member or world.a.manager, act)


def pdf_of(story, world, letter_id: int) -> str:
    with story.as_(world.a.manager):
        return text_of(queries.letter_file(letter_id).pdf)


def test_a_letter_goes_from_the_back_office_to_the_manager_and_out(story, world, visit):
    case_id = story.decided()
    back = visit(world.a.back_office).open(f"/kasus/{case_id}").open(f"/kasus/{case_id}/surat")
    assert "Surat keterangan terdaftar" in back.text
    assert "Ditandatangani oleh Manajer SLRT, Kepala Dinas Sosial" in back.text
    back.open(f"/kasus/{case_id}/surat/recommendation").press("Lihat suratnya", addressee="", purpose="x")
    assert back.page.status_code == 422
    back.press("Lihat suratnya", addressee="Direktur RSUD", purpose="pengobatan di RSUD")
    assert "PRATINJAU, belum ditandatangani" in back.text
    assert "Kepada Yth. Direktur RSUD" in back.text
    assert "Reaktivasi disetujui" in back.text
    assert NIK not in back.text
    assert "Menunggu tanda tangan" in back.text
    with pytest.raises(AssertionError, match="no button"):
        back.press(SIGN)

    manager = visit(world.a.manager).open("/surat")
    assert "Surat rekomendasi" in manager.text
    with story.as_(world.a.manager):
        draft_id = db.session.scalars(select(LetterDraft.id)).one()
        assert set(db.session.scalars(select(Notice.kind))) == {"letter_waiting"}
    preview = manager.client.get(f"/surat/konsep/{draft_id}.pdf")
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "PRATINJAU" in text_of(preview.data)
    assert NIK not in text_of(preview.data)
    manager.open(f"/surat/konsep/{draft_id}")
    assert "frame-src 'self'" in manager.page.headers["Content-Security-Policy"]
    manager.press(SIGN)
    assert "sudah terbit" in manager.text
    with story.as_(world.a.manager):
        letter = db.session.scalars(select(Letter)).one()
        year = letter.year
        assert (letter.number_text, letter.title, letter.referral_id) == (
            f"460/1/SLRT/{year}", "Surat rekomendasi", None,
        )  # fmt: skip
        number, code = letter.number_text, letter.check_code
        text = text_of(queries.letter_file(letter.id).pdf)
        assert {"person.disclosed", "letter.signed", "letter.prepared"} <= set(
            db.session.scalars(select(AuditEntry.action))
        )
    for part in ("SURAT REKOMENDASI", NIK, "Junaidi", "pengobatan di RSUD", "Reaktivasi disetujui", code):
        assert part in text
    assert "Surat rekomendasi" in back.open(f"/kasus/{case_id}").text
    assert number in back.text


@pytest.mark.parametrize(
    ("kind", "typed", "parts"),
    [
        ("registry_statement", {"purpose": "berobat"}, ["SURAT KETERANGAN TERDAFTAR", "Desil 3, aktif",
                                                        "Mengetahui, Kepala Desa Lalang"]),
        ("home_visit", {"note": "Foto terlampir"}, ["LAPORAN KUNJUNGAN RUMAH", "Lantai tanah", "Foto terlampir"]),
        ("handover", {"note": "Satu kursi roda"}, ["TANDA TERIMA PENYERAHAN", "Satu kursi roda", "Yang menerima"]),
    ],
)  # fmt: skip
def test_every_kind_says_what_it_is_for(story, world, kind, typed, parts):
    case_id = story.decided()
    if kind == "home_visit":
        _visited(story, world, case_id)
    text = pdf_of(story, world, signed(story, world, prepared(story, world, kind, case_id, **typed)))
    for part in (*parts, "Junaidi"):
        assert part in text


def _visited(story, world, case_id: int) -> None:
    """The words of a visit, as that step leaves them."""
    with story.as_(world.a.back_office):
        case = queries.get_case(case_id)
        steps.record(case, "record_visit", case.state, steps.acting(), "Lantai tanah")
        db.session.commit()


def test_a_return_slip_tells_what_the_agency_answered(story, world):
    case_id = story.decided()
    referral_id = story.refer(case_id)
    with pytest.raises(Refused) as refused:
        prepared(story, world, "return_slip", case_id, referral_id=referral_id)
    assert refused.value.code == "incomplete"
    officer = world.a.health_office_officer
    story.do(officer, lambda: actions.answer_referral(referral_id, _version(referral_id), "granted", "Jadwal Senin"))
    story.run_jobs()
    with pytest.raises(Refused) as refused:
        prepared(story, world, "return_slip", case_id, referral_id=referral_id + 1)
    assert refused.value.field == "referral_id"
    draft_id = prepared(story, world, "return_slip", case_id, referral_id=referral_id)
    text = pdf_of(story, world, signed(story, world, draft_id))
    for part in ("LEMBAR BALASAN RUJUKAN", "Dinas Kesehatan", "dikabulkan", "Jadwal Senin"):
        assert part in text


def _version(referral_id: int) -> int:
    return queries.referral_view(referral_id).referral.version


def test_what_the_case_does_not_have_yet_is_said_and_nothing_is_kept(story, world, visit):
    case_id = story.register()
    browser = visit(world.a.back_office).open(f"/kasus/{case_id}/surat/recommendation")
    browser.press("Lihat suratnya", addressee="Direktur RSUD", purpose="pengobatan saya")
    assert browser.page.status_code == 422
    assert "Kasus ini belum mempunyai: Layanan yang ditetapkan" in browser.text
    assert "pengobatan saya" in browser.text
    with story.as_(world.a.manager):
        assert db.session.scalars(select(LetterDraft)).all() == []


def test_only_the_role_of_the_letter_signs_and_a_case_type_narrows_it(story, world):
    with story.as_(world.a.administrator):
        data = data_of_letter_type(rules().letter_types["recommendation"]) | {"signers": ["head"]}
    story.do(world.a.administrator, lambda: save("letter_type", "recommendation", data))
    draft_id = prepared(story, world)
    with pytest.raises(Refused) as refused:
        signed(story, world, draft_id)
    assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        signed(story, world, draft_id, world.a.back_office)
    assert refused.value.status == 403
    assert signed(story, world, draft_id, world.a.head)
    with story.as_(world.a.manager):
        assert db.session.scalars(select(Letter.signer_name)).one() == world.a.head.name
    with story.as_(world.a.administrator):
        data = data_of_letter_type(rules().letter_types["referral"]) | {"signers": ["head"]}
    story.do(world.a.administrator, lambda: save("letter_type", "referral", data))
    case_id = story.decided(person={"nik": None})
    with pytest.raises(Refused) as refused:
        story.refer(case_id)
    assert refused.value.status == 403


def test_a_letter_that_changed_since_it_was_looked_at_is_not_signed(story, world, visit):
    draft_id = prepared(story, world)
    browser = visit(world.a.manager).open(f"/surat/konsep/{draft_id}")
    with story.as_(world.a.administrator):
        data = data_of_letter_type(rules().letter_types["recommendation"]) | {"title": "REKOMENDASI BARU"}
    story.do(world.a.administrator, lambda: save("letter_type", "recommendation", data))
    browser.press(SIGN)
    assert browser.page.status_code == 409
    assert "Isi surat berubah" in browser.text
    assert "REKOMENDASI BARU" in browser.text
    browser.press(SIGN)
    with story.as_(world.a.manager):
        letter = db.session.scalars(select(Letter)).one()
        assert (letter.number, letter.title) == (1, "Surat rekomendasi")


def test_two_who_sign_at_once_make_one_letter(story, world):
    draft_id = prepared(story, world)
    start = Barrier(2)

    def sign(member: Any) -> str:
        start.wait()
        try:
            signed(story, world, draft_id, member)
        except Refused as refused:
            return refused.code
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign, (world.a.manager, world.a.head))) == ["done", "signed"]
    with story.as_(world.a.manager):
        assert db.session.scalars(select(Letter.number)).all() == [1]


def test_numbers_have_no_gaps_though_many_sign_at_once_and_some_fail(story, world):
    case_id = story.register()
    drafts = [prepared(story, world, "handover", case_id, note=f"Barang {n}") for n in range(20)]
    start = Barrier(20)

    def sign(n: int) -> None:
        start.wait()
        with story.as_(world.a.manager):
            seen = letters.look(drafts[n]).words.digest
            letters.sign(drafts[n], seen, None)
            if n % 4:  # the other requests fail at the last moment, and `as_` rolls them back
                db.session.commit()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(sign, range(20)))
    with story.as_(world.a.manager):
        assert sorted(db.session.scalars(select(Letter.number))) == list(range(1, 16))
        waiting = db.session.scalars(select(LetterDraft.id).where(LetterDraft.state == "waiting")).all()
        assert sorted(waiting) == [drafts[n] for n in range(0, 20, 4)]


def test_a_number_is_written_as_the_site_wants_and_counts_on(story, world):
    signed(story, world, prepared(story, world))
    pattern = {"pattern": "{number_padded}/{classification}-SLRT/{month_roman}/{year}"}
    story.do(world.a.administrator, lambda: save("numbering", "site", pattern))
    letter_id = signed(story, world, prepared(story, world, case_id=story.decided(person={"nik": None})))
    with story.as_(world.a.manager):
        letter = db.session.get_one(Letter, (world.a.tenant_id, letter_id))
        roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"][
            rules().calendar.date_of(letter.signed_at).month - 1
        ]
        assert letter.number_text == f"0002/460-SLRT/{roman}/{letter.year}"


def test_a_letter_is_revoked_and_its_check_page_says_so(story, world, visit):
    letter_id = signed(story, world, prepared(story, world))
    manager = visit(world.a.manager).open(f"/surat/{letter_id}/cabut").press("Cabut surat", reason="")
    assert manager.page.status_code == 422
    manager.press("Cabut surat", reason="Salah nama penerima")
    assert "Dicabut" in manager.text
    with story.as_(world.a.manager):
        code = db.session.scalars(select(Letter.check_code)).one()
    seen = manager.open(f"/cek/{code}").text
    assert "Surat ini sudah dicabut" in seen
    assert "Salah nama" not in seen
    assert manager.client.get(f"/surat/{letter_id}/cabut").status_code == 404
    with story.as_(world.a.manager), pytest.raises(Refused) as refused:
        letters.revoke(letter_id, "lagi")
    assert refused.value.code == "revoked"


def test_a_letter_is_replaced_when_its_successor_is_signed(story, world, visit):
    first = signed(story, world, prepared(story, world))
    manager = visit(world.a.manager).open(f"/surat/{first}/cabut")
    address = manager.text.partition("Buat surat penggantinya")[0].rpartition('href="')[2].partition('"')[0]
    manager.open(address.replace("&amp;", "&"))
    manager.press("Lihat suratnya", addressee="Direktur RSUD Baru", purpose="pengobatan").press(SIGN)
    with story.as_(world.a.manager):
        old, new = db.session.scalars(select(Letter).order_by(Letter.id)).all()
        assert (old.replaced_by, old.revoke_reason) == (new.id, f"Diganti surat {new.number_text}")
        assert new.revoked_at is None
        code, number = old.check_code, new.number_text
    assert f"Penggantinya surat nomor {number}" in manager.open(f"/cek/{code}").text


def test_a_referral_taken_back_takes_its_letter_with_it(story, world):
    case_id = story.decided()
    referral_id = story.refer(case_id)
    with story.as_(world.a.manager):
        version = queries.case_view(case_id).referrals[0].version
    story.do(world.a.manager, lambda: actions.revoke(referral_id, version, "Salah alamat"))
    with story.as_(world.a.manager):
        assert db.session.scalars(select(Letter.revoke_reason)).one() == "Salah alamat"


def test_a_draft_can_be_discarded_and_uses_no_number(story, world, visit):
    draft_id = prepared(story, world)
    browser = visit(world.a.back_office).open(f"/surat/konsep/{draft_id}").press("Buang konsep ini")
    assert "Tidak ada nomor yang terpakai" in browser.text
    assert "sudah ditandatangani atau dibuang" in browser.open(f"/surat/konsep/{draft_id}").text
    with story.as_(world.a.manager), pytest.raises(Refused) as refused:
        letters.sign(draft_id, letters.look(draft_id).words.digest, None)
    assert refused.value.code == "done"


def test_anothers_drafts_and_letters_are_not_found(story, world, visit):
    draft_id = prepared(story, world)
    letter_id = signed(story, world, prepared(story, world, case_id=story.decided(person={"nik": None})))
    stranger = visit(world.b.manager).client
    for path in (f"/surat/konsep/{draft_id}", f"/surat/konsep/{draft_id}.pdf", f"/surat/{letter_id}/cabut"):
        assert stranger.get(path).status_code == 404, path
    with story.as_(world.b.manager), pytest.raises(Refused) as refused:
        letters.discard(draft_id)
    assert refused.value.status == 404
    assert b"460/" not in stranger.get("/surat").data
