"""Rules as they are kept: nothing unreliable is published, versions of a line never overlap, a site chooses a line."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from registry.actions.rules import choose_line, publish_rule
from registry.actions.screening import ask_run
from registry.models import ScreeningRun
from registry.queries import runs
from registry.queries.rules import held_on, rules_on
from registry.queries.screening import screen
from registry.screening.faults import faults_of, in_words
from registry.screening.fields import fields
from registry.screening.language import NotUnderstood
from registry.screening.national import NATIONAL
from registry.screening.published import data_of, key, rule_from
from registry.screening.ranges import reliable
from settings.models import DefaultSetting, Setting
from settings.schemas import SCHEMAS
from tests.cases.visitor import Visitor

TODAY = today("Asia/Jakarta")
FIRST = date(2027, 1, 1)


def typed(**changes: Any) -> dict[str, Any]:
    """A version of Sembako's wide line as the ministry's form loads it."""
    said = {
        "programme": "sembako", "line": "wide", "starts": "2027-01-01", "regulation": "Permensos 1/2027",
        "confidence": "high", "default": True, "amount": "250.000", "every": "month", "needed": "desil <= 6",
    }  # fmt: skip
    return SCHEMAS["screening_rule"]().load(said | changes)


@pytest.fixture
def do(as_):
    """One request of somebody: act and commit."""

    def act(member, action):
        with as_(member):
            result = action()
            db.session.commit()
            return result

    return act


def held(as_, member, programme: str, day: date = TODAY):
    with as_(member):
        return next(each for each in held_on(day) if each.rule.programme == programme)


@pytest.mark.parametrize("rule", NATIONAL, ids=key)
def test_what_is_shipped_could_be_published_as_it_is(app, rule):
    with app.test_request_context():
        assert faults_of(data_of(rule)) == {}
    kept = SCHEMAS["screening_rule"]().dump(data_of(rule))
    again = rule_from(kept)
    assert {(each.kind, each.tree) for each in again.criteria} == {(each.kind, each.tree) for each in rule.criteria}
    assert (key(again), again.yearly, again.valid_to) == (key(rule), rule.yearly, rule.valid_to)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("income / cattle > 5", "divides_by_zero"),
        ("income / (family_size - 1) > 5", "divides_by_zero"),
        ("income / 0 > 5", "divides_by_zero"),
        ("income / count(members where age > 5) > 5", "divides_by_zero"),
        ("any(members where income / (age - 30) > 5)", "divides_by_zero"),
        (f"income{' * income' * 9} > 5", "too_many_calculations"),
        (f"income > {'9' * 400}", "number_too_long"),
        (f"income > 0.{'0' * 330}1", "number_too_long"),
        ("desill <= 4", "unknown_field"),
        ("sex = mal", "unknown_code"),
        ("sex > male", "no_order"),
        ("receives pkhh", "unknown_programme"),
        ("shown kartu", "unknown_document"),
        ("desil <= 4 and", "ends_early"),
        ("desil <= 4 4", "unexpected"),
        ("desil", "no_condition"),
        ("working > 3", "needs_numbers"),
        ("any(members where floor = 8)", "not_of_a_member"),
        ("any(members where any(members where age > 3))", "members_inside_members"),
        ("any(age > 3)", "expected"),
        ("(" * 50 + "desil <= 4" + ")" * 50, "too_deep"),
        ("desil <= 4 or " * 200 + "desil <= 4", "too_long"),
        ("desil <= 4; drop table person", "unexpected"),
    ],
)
def test_what_cannot_be_asked_of_everybody_is_not_kept(app, text, fault):
    with app.test_request_context(), pytest.raises(NotUnderstood) as refused:
        reliable(text)
    assert refused.value.fault == fault
    with app.test_request_context():
        assert in_words(refused.value)


@pytest.mark.parametrize("text", ["floor_area / family_size < 7.2", "income / (1 + cattle) > 5", "income / 12 > 1"])
def test_what_cannot_be_nothing_may_divide(text):
    reliable(text)


def test_every_number_a_rule_may_speak_of_has_its_bounds():
    for name, field in fields().items():
        if field.kind == "number":
            with pytest.raises(NotUnderstood, match="divides_by_zero"):
                reliable(f"1 / ({name} - {name}) > 1")


def test_the_place_of_a_fault_is_said_line_by_line(app):
    with app.test_request_context():
        faults = faults_of(typed(needed="desil <= 4\n\nage >= 60 and desill = 3", excluding="income / cattle > 1"))
    assert faults["needed"] == ["Baris 3, huruf ke-15: “desill” tidak dikenal. Maksudnya desil?"]
    assert faults["excluding"] == ["Baris 1, huruf ke-8: pembaginya bisa nol"]


def test_a_published_version_holds_from_its_day_and_ends_the_one_before(world, as_, do):
    do(world.ministry, lambda: publish_rule(typed()))
    before, after = held(as_, world.a.manager, "sembako"), held(as_, world.a.manager, "sembako", FIRST)
    assert (before.rule.regulation[:14], before.rule.valid_to) == ("Permensos 5/20", FIRST - timedelta(days=1))
    assert (after.rule.regulation, after.rule.yearly) == ("Permensos 1/2027", 3_000_000)
    assert [other.line for other in after.others] == ["narrow"]
    assert held(as_, world.b.manager, "sembako", FIRST).rule == after.rule


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"starts": "2024-01-01", "ends": "2025-06-01"}, "ends"),
        ({"starts": "2026-01-01", "ends": "2026-12-31"}, "starts"),
        ({"starts": "2027-06-01"}, "starts"),
    ],
)
def test_versions_of_a_line_never_overlap(world, as_, do, dates, field):
    do(world.ministry, lambda: publish_rule(typed(ends="2027-12-31")))
    with as_(world.ministry), pytest.raises(Refused) as refused:
        publish_rule(typed(**dates))
    assert (refused.value.code, refused.value.field) == ("overlap", field)


def test_what_is_not_understood_is_not_published_by_any_way(world, as_):
    with as_(world.ministry), pytest.raises(Refused) as refused:
        publish_rule(typed(needed="desil <= 4\nincome / cattle > 3"))
    assert (refused.value.code, refused.value.field) == ("not_understood", "needed")
    with as_(world.ministry):
        assert db.session.scalars(select(DefaultSetting.id)).all() == []


@pytest.mark.parametrize("who", ["province", "administrator", "manager"])
def test_only_the_ministry_publishes(world, as_, who):
    member = world.province if who == "province" else getattr(world.a, who)
    with as_(member), pytest.raises(Refused) as refused:
        publish_rule(typed())
    assert refused.value.status in (403, 404)


def test_a_line_that_ends_takes_its_programme_out(world, as_, do):
    (pip,) = [rule for rule in NATIONAL if rule.programme == "pip"]
    do(world.ministry, lambda: publish_rule({**data_of(pip), "ends": TODAY - timedelta(days=1)}))
    with as_(world.a.manager):
        assert "pip" not in {rule.programme for rule in rules_on(TODAY)}


def test_a_site_chooses_with_a_reason_and_the_next_run_follows(world, as_, do, families):
    first = do(world.a.manager, lambda: ask_run().id)
    wanted = {"line": "narrow", "reason": "Rapat koordinasi 3 Maret"}
    do(world.a.administrator, lambda: choose_line("sembako", wanted))
    chosen = held(as_, world.a.manager, "sembako")
    assert (chosen.rule.line, chosen.choice.reason, chosen.choice.level) == ("narrow", wanted["reason"], "site")
    assert held(as_, world.b.manager, "sembako").choice is None
    assert held(as_, world.b.manager, "sembako").rule.line == "wide"
    with as_(world.a.manager):
        old = db.session.get_one(ScreeningRun, (world.a.tenant_id, first))
        assert {raw["line"] for raw in old.rules if raw["programme"] == "sembako"} == {"wide"}
        assert runs.rules_changed(old, TODAY)
        old.state = "done"
        new = ask_run()
        assert {raw["line"] for raw in new.rules if raw["programme"] == "sembako"} == {"narrow"}
        assert not runs.rules_changed(new, TODAY)


def test_a_choice_whose_line_has_ended_gives_way_to_the_default(world, as_, do):
    do(world.a.administrator, lambda: choose_line("sembako", {"line": "narrow", "reason": "Praktik setempat"}))
    (narrow,) = [rule for rule in NATIONAL if (rule.programme, rule.line) == ("sembako", "narrow")]
    do(world.ministry, lambda: publish_rule({**data_of(narrow), "ends": TODAY - timedelta(days=1)}))
    now = held(as_, world.a.manager, "sembako")
    assert (now.rule.line, now.choice) == ("wide", None)


@pytest.mark.parametrize(("programme", "line"), [("sembako", "practice"), ("pip", "regulation"), ("tidak-ada", "x")])
def test_only_a_line_in_force_can_be_chosen_and_only_where_there_are_several(world, as_, programme, line):
    with as_(world.a.administrator), pytest.raises(Refused) as refused:
        choose_line(programme, {"line": line, "reason": "Praktik setempat"})
    assert refused.value.status in (404, 422)


def test_a_choice_is_the_sites_own_row(world, as_, do):
    do(world.a.administrator, lambda: choose_line("sembako", {"line": "narrow", "reason": "Praktik setempat"}))
    with as_(world.b.administrator):
        assert db.session.scalars(select(Setting).execution_options(every_tenant=True)).all() == []


def test_what_a_later_release_gave_up_leaves_the_shipped_rule_in_force(world, as_, admin, do):
    do(world.ministry, lambda: publish_rule({**typed(), "line": "lain"}))
    admin.execute('UPDATE default_setting SET data = data || \'{"needed": "lenyap > 3"}\'')
    assert held(as_, world.a.manager, "sembako", FIRST).rule.line == "wide"


def test_the_ministry_writes_a_new_version_after_a_look_at_its_effect(world, as_, app, sign_in):
    desk = Visitor(sign_in(app.test_client(), world.ministry)).open("/pengaturan/aturan-program")
    assert "Perpres 63/2017" in desk.text
    desk.open("/pengaturan/aturan-program/sembako/wide/versi-baru")
    desk.press("Lihat dulu akibatnya", starts="2027-01-01", needed="desil <= 4\nage > enam")
    assert desk.page.status_code == 422
    assert "Baris 2, huruf ke-7: “enam” tidak dikenal" in desk.text
    assert "age &gt; enam" in desk.text  # nothing typed is lost
    desk.press("Lihat dulu akibatnya", needed="desil <= 4\nage >= 60", regulation="Permensos 1/2027")
    assert "Syarat: umur paling rendah 60 tahun" in desk.text
    assert "berakhir sehari sebelumnya" in desk.text
    desk.press("Terbitkan")
    assert "Tersimpan" in desk.text
    assert "Permensos 1/2027" in desk.text
    assert held(as_, world.a.manager, "sembako", FIRST).rule.regulation == "Permensos 1/2027"
    desk.open("/pengaturan/aturan-program/sembako/wide/2027-01-01").press("Lihat dulu akibatnya", ends="2027-06-30")
    desk.press("Terbitkan")
    assert held(as_, world.a.manager, "sembako", date(2027, 7, 1)).rule.line == "narrow"
    assert "Permensos 1/2027" in desk.open("/pengaturan/riwayat/screening_rule/sembako.wide.2027-01-01").text
    assert desk.open("/pengaturan").page.status_code == 200


def test_an_overlap_is_said_at_the_date_and_a_new_source_gets_a_name(world, app, sign_in):
    desk = Visitor(sign_in(app.test_client(), world.ministry))
    desk.open("/pengaturan/aturan-program/sembako/wide/versi-baru")
    desk.press("Lihat dulu akibatnya", starts="2025-01-01")
    assert "Bertumpang tindih dengan versi yang berlaku sejak 2025-06-01" in desk.text
    desk.press("Lihat dulu akibatnya", starts="2025-06-01")
    assert "sudah ada" in desk.text
    desk.open("/pengaturan/aturan-program/sembako/sumber-baru")
    desk.press("Lihat dulu akibatnya", line="Surat Edaran!", regulation="SE 3/2026", needed="desil <= 2")
    assert "Tulis dengan huruf kecil" in desk.text
    desk.press("Lihat dulu akibatnya", line="edaran_2026", confidence="low").press("Terbitkan")
    assert "SE 3/2026" in desk.text


def test_a_site_chooses_on_its_page_and_the_persons_page_says_why(world, as_, app, sign_in, families):
    desk = Visitor(sign_in(app.test_client(), world.a.administrator)).open("/pengaturan/aturan-program")
    assert "Sumber berbeda" in desk.text
    desk.open("/pengaturan/aturan-program/sembako/pilihan").press("Lihat dulu akibatnya", line="narrow", reason="")
    assert "Alasan" in desk.text
    assert desk.page.status_code == 422
    desk.press("Lihat dulu akibatnya", line="narrow", reason="Rapat koordinasi 3 Maret")
    assert "Tidak lagi ditanyakan: Syarat: desil paling tinggi 5" in desk.text
    desk.press("Simpan")
    assert "Rapat koordinasi 3 Maret" in desk.text
    with as_(world.a.manager):
        rows = screen(1)
        found = next(each for each in (*rows.indicated, *rows.not_indicated) if each.programme.slug == "sembako")
        assert found.indication.rule.line == "narrow"
    reader = Visitor(sign_in(app.test_client(), world.a.back_office)).open("/warga/1/program")
    assert "Rapat koordinasi 3 Maret" in reader.text
    assert desk.open("/pengaturan/riwayat/screening_choice/sembako").page.status_code == 200
    desk.open("/pengaturan/aturan-program/sembako/pilihan").press("Kembali ke aturan baku")
    assert "Rapat koordinasi 3 Maret" not in desk.text
    assert held(as_, world.a.manager, "sembako").rule.line == "wide"


@pytest.mark.parametrize(
    "path",
    ["", "/sembako/sumber-baru", "/sembako/wide/versi-baru", "/sembako/wide/2025-06-01", "/x/y/z", "/pip/pilihan"],
)
def test_who_may_not_publish_does_not_find_the_editor(world, client, sign_in, path):
    sign_in(client, world.a.administrator)
    assert client.get(f"/pengaturan/aturan-program{path}").status_code == (404 if path else 200)
    sign_in(client, world.a.manager)
    assert client.get(f"/pengaturan/aturan-program{path}").status_code == 403
