"""Self-assessment: everybody once, counted together, never one by one, compared over time."""

import random

import pytest

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from sustainability.actions.assessment import answer, close_round, open_round
from sustainability.models import AssessmentTaken, AssessmentTally
from sustainability.queries.assessment import Result, overall, results, rounds_page
from sustainability.queries.evidence import inputs
from sustainability.questions import DOMAINS, NEWEST, PER_DOMAIN, QUESTIONS

NEW = QUESTIONS[NEWEST]
STAFF = ("front_office", "back_office", "facilitator", "supervisor", "manager", "head")


def all_at(value: int) -> dict[str, int]:
    return dict.fromkeys(NEW.statements, value)


@pytest.fixture
def asked(world, do):
    """`asked([7, 7, 1, …])`: a round that so many people answered with that value each, closed; its id."""

    def ask(values, close=True):
        round_id = do(world.a.manager, lambda: open_round().id)
        for role, value in zip(STAFF, values, strict=False):
            do(getattr(world.a, role), lambda value=value: answer(round_id, all_at(value)))
        if close:
            do(world.a.manager, lambda: close_round(round_id))
        return round_id

    return ask


def test_eight_domains_of_five_statements_in_both_languages():
    assert len(NEW.domains) == DOMAINS
    assert {len(each.statements) for each in NEW.domains.values()} == {PER_DOMAIN}
    words = [text for each in NEW.domains.values() for one in each.statements for text in (one.text_id, one.text_en)]
    assert len(set(words)) == 2 * DOMAINS * PER_DOMAIN


def test_answers_are_added_up_and_cannot_answer_is_left_out(world, asked, as_):
    round_id = asked([7, 5, 3, 1, 4, 0])
    with as_(world.a.manager):
        (done,) = rounds_page().rows
        found = results([done])[round_id]
        assert set(found) == set(NEW.domains)
        assert found["funding"] == Result(total=20 * PER_DOMAIN, answers=5 * PER_DOMAIN, silent=PER_DOMAIN)
        assert overall(found) == 4


def test_what_one_person_said_lies_nowhere(world, asked, as_, admin):
    asked([7, 5, 3, 1, 4])
    with as_(world.a.manager):
        assert {column.name for column in AssessmentTaken.__table__.columns} == {
            "tenant_id", "round_id", "membership_id",
        }  # fmt: skip
        assert db.session.query(AssessmentTally).filter(AssessmentTally.n < 1).count() == 0
    told = admin.execute(
        "SELECT count(*) FROM audit_entry WHERE subject_kind = 'assessment_round' AND action ~ 'answer'"
    )
    assert told.fetchone() == (0,)


def test_fewer_than_five_show_no_result_and_count_for_nothing(world, asked, visit, as_):
    asked([7, 7, 7, 7])
    page = visit(world.a.manager).open("/keberlanjutan/penilaian")
    assert "Penjawab terlalu sedikit" in page.text
    assert "Hasil terakhir" not in page.text
    with as_(world.a.manager):
        assert "self_funding" not in inputs({world.a.tenant_id: "19.06"}, today("Asia/Jakarta"))[world.a.tenant_id]


def test_an_open_round_shows_nothing_yet(world, asked, visit):
    asked([7, 7, 7, 7, 7, 7], close=False)
    page = visit(world.a.manager).open("/keberlanjutan/penilaian")
    assert "6 orang sudah menjawab" in page.text
    assert "Hasil terakhir" not in page.text


def test_rounds_are_compared_and_the_newest_feeds_the_index(world, asked, visit, as_):
    asked([2] * 5)
    asked([6] * 5)
    page = visit(world.a.manager).open("/keberlanjutan/penilaian")
    assert "Hasil terakhir menurut bidang" in page.text
    assert "rata-rata 6 dari 7" in page.text
    assert "rata-rata 2 dari 7" in page.text
    with as_(world.a.manager):
        shown = inputs({world.a.tenant_id: "19.06"}, today("Asia/Jakarta"))[world.a.tenant_id]
    assert shown["self_partnership"] == shown["self_partners"] == [150, 25]


def test_nobody_answers_twice_and_nobody_after_the_end(world, asked, as_):
    round_id = asked([4], close=False)
    with as_(world.a.front_office), pytest.raises(Refused, match="sudah mengisi"):
        answer(round_id, all_at(7))
    with as_(world.a.manager), pytest.raises(Refused, match="Masih ada"):
        open_round()
    with as_(world.b.front_office), pytest.raises(Refused, match="tidak ada"):
        answer(round_id, all_at(7))
    with as_(world.a.manager):
        close_round(round_id)
        db.session.commit()
    with as_(world.a.head), pytest.raises(Refused, match="sudah ditutup"):
        answer(round_id, all_at(7))


@pytest.mark.parametrize("wrong", [{"funding-1": 8}, {"funding-1": -1}, {"funding-9": 3}])
def test_a_value_that_is_none_is_refused(world, asked, as_, wrong):
    round_id = asked([], close=False)
    with as_(world.a.front_office), pytest.raises(Refused, match="Jawab setiap"):
        answer(round_id, {**all_at(4), **wrong})


def test_a_person_answers_page_by_page_and_loses_nothing(world, asked, visit, as_):
    round_id = asked([], close=False)
    browser = visit(world.a.facilitator).open("/penilaian-diri")
    chance = random.Random(7)
    given = {slug: chance.randint(0, 7) for slug in NEW.statements}
    browser.press("Lanjut")
    assert browser.page.status_code == 422
    assert browser.text.count("Pilih salah satu dari daftar") >= PER_DOMAIN
    domains = list(NEW.domains.values())
    for number, domain in enumerate(domains, start=1):
        assert domain.text_id in browser.text
        here = {each.slug: given[each.slug] for each in domain.statements}
        if number == 3:
            browser.press("Sebelumnya")
            assert f'value="{given["funding-1"]}" id="f-funding-1-{given["funding-1"]}" checked' in browser.text or (
                "checked" in browser.text
            )
            browser.press("Lanjut")
        browser.press("Kirim jawaban" if number == len(domains) else "Lanjut", **here)
    assert "Anda sudah mengisi penilaian ini" in browser.text
    with as_(world.a.manager):
        rows = db.session.query(AssessmentTally).filter_by(round_id=round_id, n=1).all()
        assert {row.statement: row.value for row in rows} == given


def test_who_may_see_and_who_may_ask(world, asked, visit, app):
    asked([4] * 5)
    assert visit(world.a.front_office).client.get("/keberlanjutan/penilaian").status_code == 403
    for member in (world.a.health_office_officer, world.province, world.ministry):
        assert visit(member).client.get("/penilaian-diri").status_code == 403
    assert "Hasil terakhir" not in visit(world.b.manager).open("/keberlanjutan/penilaian").text
    with app.app_context(), enter(Context(Reader.STAFF, tenant_id=world.b.tenant_id)):
        assert db.session.query(AssessmentTally).execution_options(every_tenant=True).count() == 0
        db.session.rollback()


def test_a_round_without_an_end_asks_for_one(world, visit):
    browser = visit(world.a.manager).open("/penilaian-diri")
    assert "Belum ada penilaian yang dibuka" in browser.text
    browser.open("/keberlanjutan/penilaian").press("Buka penilaian baru").press("Tutup penilaian")
    assert "kurang dari 5" in browser.text
