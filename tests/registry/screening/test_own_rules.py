"""The line a site writes itself: with a reason, beside the ministry's, asked alike on the page and of everybody."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from registry.actions.rules import choose_line, publish_rule, withdraw_own_rule, write_own_rule
from registry.actions.screening import ask_run
from registry.models import ScreeningRun
from registry.queries import runs
from registry.queries.departures import Departing, departures
from registry.queries.rules import own_versions, rules_on
from registry.queries.screening import screen
from registry.screening import bulk
from registry.screening.faults import faults_of
from registry.screening.frozen import frozen, thawed
from registry.screening.published import key
from settings.models import Setting
from settings.schemas import OWN_LINE, SCHEMAS
from tests.caller import calls
from tests.cases.visitor import Visitor
from tests.registry.screening.rules_at_random import conditions
from tests.registry.screening.test_rules import do, held

__all__ = ["calls", "do"]
TODAY = today("Asia/Jakarta")
REASON = "Perbup 14/2026 menetapkan desil 2"


def typed(**changes: Any) -> dict[str, Any]:
    """An own version of Sembako as the form loads it."""
    said = {
        "programme": "sembako", "starts": TODAY.isoformat(), "regulation": "Perbup 14/2026", "confidence": "high",
        "amount": "150.000", "every": "month", "needed": "desil <= 2", "reason": REASON,
    }  # fmt: skip
    return SCHEMAS["screening_own"]().load(said | changes)


def test_an_own_line_holds_here_from_its_day_to_its_last_and_nowhere_else(world, as_, do):
    do(world.a.administrator, lambda: write_own_rule(typed(ends=(TODAY + timedelta(30)).isoformat())))
    here = held(as_, world.a.manager, "sembako")
    assert (here.rule.own, here.rule.reason, here.rule.yearly, here.choice) == (True, REASON, 1_800_000, None)
    assert (here.instead.line, [other.line for other in here.others]) == ("wide", ["wide", "narrow"])
    assert held(as_, world.a.manager, "sembako", TODAY + timedelta(31)).rule.line == "wide"
    assert held(as_, world.a.manager, "sembako", TODAY - timedelta(1)).rule.line == "wide"
    assert held(as_, world.b.manager, "sembako").instead is None
    with as_(world.b.administrator):
        assert own_versions() == []
        assert db.session.scalars(select(Setting).execution_options(every_tenant=True)).all() == []


def test_it_goes_before_a_choice_and_the_choice_holds_again_when_it_is_withdrawn(world, as_, do):
    do(world.a.administrator, lambda: choose_line("sembako", {"line": "narrow", "reason": "Rapat koordinasi"}))
    slug = do(world.a.administrator, lambda: write_own_rule(typed()))
    now = held(as_, world.a.manager, "sembako")
    assert (now.rule.line, now.instead.line) == (OWN_LINE, "narrow")
    do(world.a.administrator, lambda: withdraw_own_rule(slug))
    then = held(as_, world.a.manager, "sembako")
    assert (then.rule.line, then.choice.reason, then.instead) == ("narrow", "Rapat koordinasi", None)
    do(world.a.administrator, lambda: write_own_rule(typed(needed="desil <= 3")))  # written anew on the same day
    assert held(as_, world.a.manager, "sembako").rule.criteria[0].text == "desil <= 3"


def test_a_programme_without_a_line_of_the_ministry_can_have_one(world, as_, do):
    do(world.a.administrator, lambda: write_own_rule(typed(programme="blt_kesra")))
    own = held(as_, world.a.manager, "blt_kesra")
    assert (own.rule.own, own.instead, own.published) == (True, None, ())


def test_a_new_version_ends_the_one_before_and_what_is_over_stays_written(world, as_, do):
    first = do(world.a.administrator, lambda: write_own_rule(typed(starts="2026-01-01")))
    second = do(world.a.administrator, lambda: write_own_rule(typed(needed="desil <= 3")))
    with as_(world.a.administrator):
        versions = {key(rule): rule for rule in own_versions("sembako")}
        assert versions[first].valid_to == TODAY - timedelta(1)
        assert (versions[second].valid_to, list(versions)) == (None, [second, first])


@pytest.mark.parametrize(
    ("typo", "field"),
    [
        ({"needed": "desill <= 4"}, "needed"),
        ({"excluding": "income / cattle > 5"}, "excluding"),
        ({"weighing": "desil"}, "weighing"),
        ({"starts": "2026-02-01", "ends": "2026-06-30"}, "starts"),
        ({"starts": "2025-01-01", "ends": "2026-02-01"}, "ends"),
        ({"starts": "2025-01-01"}, "ends"),
    ],
)
def test_what_does_not_fit_is_refused_when_it_is_saved(world, as_, do, typo, field):
    do(world.a.administrator, lambda: write_own_rule(typed(starts="2026-01-01", ends="2026-12-31")))
    with as_(world.a.administrator), pytest.raises(Refused) as refused:
        write_own_rule(typed(**{"starts": "2027-01-01"} | typo))
    assert (refused.value.status, refused.value.field) == (422, field)
    with as_(world.a.administrator):
        assert len(own_versions()) == 1


def test_a_version_that_somebody_else_has_written_meanwhile_is_not_written_over(world, as_, do):
    do(world.a.administrator, lambda: write_own_rule(typed()))
    with as_(world.a.administrator), pytest.raises(Refused) as refused:
        write_own_rule(typed(needed="desil <= 9"))
    assert refused.value.code == "stale"


@pytest.mark.parametrize("reason", ["", "   ", "Ya", "\n\n"])
def test_without_a_reason_nothing_is_kept(app, reason):
    with app.test_request_context(), pytest.raises(ValidationError) as fault:
        typed(reason=reason)
    assert list(fault.value.normalized_messages()) == ["reason"]


def test_no_source_of_the_ministry_can_be_called_like_it(app):
    with app.test_request_context(), pytest.raises(ValidationError) as fault:
        SCHEMAS["screening_rule"]().load(typed() | {"line": OWN_LINE, "starts": "2027-01-01"})
    assert "line" in fault.value.normalized_messages()


@pytest.mark.parametrize("who", ["manager", "province", "ministry"])
def test_only_the_administrator_of_a_site_writes_one(world, as_, who):
    member = getattr(world.a, who) if who == "manager" else getattr(world, who)
    with as_(member), pytest.raises(Refused) as refused:
        write_own_rule(typed())
    assert refused.value.status in (403, 404)


def test_those_above_count_the_districts_and_read_no_word(world, as_, do):
    do(world.a.administrator, lambda: write_own_rule(typed()))
    do(world.a.administrator, lambda: choose_line("pkh", {"line": "practice", "reason": "Praktik setempat"}))
    do(world.a.administrator, lambda: choose_line("pbi_jk", {"line": "wide", "reason": "Sama dengan baku"}))
    do(world.b.administrator, lambda: write_own_rule(typed(starts=(TODAY + timedelta(9)).isoformat())))
    do(world.b.administrator, lambda: write_own_rule(typed(programme="pip", starts="2026-01-01", ends="2026-02-01")))
    gone = do(world.b.administrator, lambda: write_own_rule(typed(programme="bsps")))
    do(world.b.administrator, lambda: withdraw_own_rule(gone))
    expected = {"sembako": Departing(own=1), "pkh": Departing(chosen=1)}
    for member in (world.ministry, world.province):
        with as_(member):
            assert departures(TODAY) == expected
    with as_(world.ministry):
        assert departures(TODAY + timedelta(9))["sembako"] == Departing(own=2)
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(Setting.data)).all()
    with as_(world.ministry), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(select(Setting.author_name)).all()
    with as_(world.ministry):
        assert set(db.session.scalars(select(Setting.kind))) == {"screening_own", "screening_choice"}
    with as_(world.province_b):
        assert departures(TODAY) == {}


def test_those_above_see_the_number_on_their_page(world, app, sign_in, do):
    do(world.a.administrator, lambda: write_own_rule(typed()))
    for member in (world.ministry, world.province):
        page = sign_in(app.test_client(), member).get("/pengaturan/aturan-program").text
        assert "1 daerah memakai aturan sendiri" in page
        assert REASON not in page
        assert "aturan-sendiri" not in page


def test_a_run_keeps_the_own_line_and_its_reason(world, as_, do, families):
    before = do(world.a.manager, lambda: ask_run().id)
    do(world.a.administrator, lambda: write_own_rule(typed()))
    with as_(world.a.manager):
        old = db.session.get_one(ScreeningRun, (world.a.tenant_id, before))
        assert runs.rules_changed(old, TODAY)
        old.state = "done"
        kept = next(thawed(raw) for raw in ask_run().rules if raw["programme"] == "sembako")
    assert (kept.own, kept.reason, kept.yearly) == (True, REASON, 1_800_000)


MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
ONE_IN_A_LINE = st.lists(conditions(), max_size=2).map("\n".join)


@MANY
@given(needed=conditions(), excluding=ONE_IN_A_LINE, weighing=ONE_IN_A_LINE)
def test_page_and_bulk_never_disagree_about_an_own_line(world, as_, families, needed, excluding, weighing):
    kinds = {"needed": needed, "excluding": excluding, "weighing": weighing}
    with as_(world.a.administrator):
        version = typed(**kinds)
        assume(not faults_of(version))
        write_own_rule(version)
        own = [rule for rule in rules_on(TODAY) if rule.programme == "sembako"]
        assert [rule.own for rule in own] == [True]
        kept = [thawed(frozen(rule)) for rule in own]
        run = db.session.execute(text(bulk.statement(kept, TODAY)), {"tenant": world.a.tenant_id})
        found = {row.person_id: row.r0 for row in run}
        assert len(found) == 6
        assert found == {person_id: _said_on_the_page(person_id, as_, world) for person_id in found}


def _said_on_the_page(person_id: int, as_: Any, world: Any) -> bool | None:
    found = screen(person_id)
    (row,) = [
        row for row in (*found.indicated, *found.lacking, *found.not_indicated) if row.programme.slug == "sembako"
    ]
    return row.indication.outcome


def test_the_administrator_writes_it_and_the_persons_page_says_which_applies_and_why(
    world, as_, app, sign_in, families
):
    desk = Visitor(sign_in(app.test_client(), world.a.administrator)).open("/pengaturan/aturan-program")
    desk.open("/pengaturan/aturan-program/sembako/aturan-sendiri")
    assert "desil &lt;= 5" in desk.text  # begins with what holds here
    desk.press("Lihat dulu akibatnya", regulation="Perbup 14/2026", confidence="high", needed="desil <= dua", reason="")
    assert desk.page.status_code == 422
    assert "Alasan memakai aturan sendiri" in desk.text
    assert "desil &lt;= dua" in desk.text  # nothing typed is lost
    desk.press("Lihat dulu akibatnya", needed="desil <= dua", reason=REASON)
    assert "Baris 1, huruf ke-10: “dua” tidak dikenal" in desk.text
    desk.press("Lihat dulu akibatnya", needed="dtsen_status = active\ndesil <= 1")
    assert "Ditanyakan: Syarat: desil paling tinggi 1" in desk.text
    assert "Tidak lagi ditanyakan: Syarat: desil paling tinggi 5" in desk.text
    desk.press("Simpan")
    assert "Tersimpan" in desk.text
    assert REASON in desk.text
    assert "Kementerian, tidak dipakai di sini" in desk.text
    reader = Visitor(sign_in(app.test_client(), world.a.back_office)).open("/warga/1/program")
    assert f"Aturan daerah sendiri, dipakai karena: {REASON}" in reader.text
    assert "Menurut aturan kementerian: terindikasi" in reader.text  # decile 2: not here, but by the ministry's
    desk.open(f"/pengaturan/aturan-program/sembako/aturan-sendiri/{TODAY}").press("Tarik aturan ini")
    assert "Ditarik" in desk.text
    assert held(as_, world.a.manager, "sembako").rule.line == "wide"
    history = desk.open(f"/pengaturan/riwayat/screening_own/sembako.own.{TODAY}")
    assert REASON in history.text
    assert "Aturan daerah sendiri: Program Sembako (BPNT) sejak" in desk.open("/pengaturan").text


def test_the_same_is_said_to_programs(calls, world, do, families):
    do(world.a.administrator, lambda: write_own_rule(typed(needed="desil <= 1")))
    answer = calls(world.a.back_office).get("/persons/1/screening").json
    (sembako,) = [each for each in answer["programmes"] if each["programme"] == "sembako"]
    assert (sembako["outcome"], sembako["rule"]["own"], sembako["rule"]["reason"]) == ("not_indicated", True, REASON)
    assert (sembako["ministry"]["outcome"], sembako["ministry"]["rule"]["line"]) == ("indicated", "wide")
    assert {each["ministry"] for each in answer["programmes"] if each is not sembako} == {None}


def test_what_a_later_ministry_publishes_stands_beside_it(world, as_, do):
    do(world.a.administrator, lambda: write_own_rule(typed()))
    new = {"line": "baru", "default": True, "starts": (TODAY + timedelta(1)).isoformat(), "needed": "desil <= 6"}
    said = {name: value for name, value in typed().items() if name not in ("reason", "starts") and value is not None}
    said["amount"] = str(said["amount"])
    do(world.ministry, lambda: publish_rule(SCHEMAS["screening_rule"]().load(said | new)))
    tomorrow = held(as_, world.a.manager, "sembako", TODAY + timedelta(1))
    assert (tomorrow.rule.own, tomorrow.instead.line) == (True, "baru")


@pytest.mark.parametrize(
    "path", ["sembako/aturan-sendiri", f"sembako/aturan-sendiri/{date(2026, 1, 1)}", "x/aturan-sendiri"]
)
def test_who_may_not_does_not_find_the_form(world, app, sign_in, path):
    for member, status in ((world.ministry, 404), (world.province, 404), (world.a.manager, 403)):
        assert sign_in(app.test_client(), member).get(f"/pengaturan/aturan-program/{path}").status_code == status
