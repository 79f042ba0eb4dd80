"""Lists going out: written down, masked, inert, and fit to come back."""

import csv
import io

import pytest
from sqlalchemy import select

from foundation.db import db
from registry.models import Household, Observation, Person
from tenants.models import AuditEntry
from tests.exchange import lists
from tests.registry.families import complete, family
from web.workbooks import opened

REASON = "rapat koordinasi desa"


@pytest.fixture
def household(world, as_) -> int:
    """Two people with every variable filled, on one card, in district A."""
    with as_(world.a.front_office):
        number, _marwan, _rohani = family(nik="1906010605810001", phone="0812 3456 4411", name="=HYPERLINK(1)")
        complete(number)
        db.session.commit()
    return number


@pytest.fixture
def take(visit, client):
    """`take(format="csv")`: the file, as bytes."""

    def download(**said: str) -> bytes:
        page = client.get("/data/keluar").get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        told = {"format": "xlsx", "columns": "list", "reason": REASON, "csrf_token": token, **said}
        answer = client.post("/data/keluar", data=told)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.data

    return download


def table(content: bytes) -> list[dict[str, str]]:
    book = opened(content)
    heads, *rows = [row.cells for row in book.rows(book.sheets[0])]
    return [dict(zip(heads, cells, strict=False)) for cells in rows]


def test_a_list_goes_out_masked_inert_and_written_down(household, world, sign_in, client, take, as_):
    sign_in(client, world.a.manager)
    rows = table(take())
    assert [each["NIK"] for each in rows] == ["1906••••••••0001", ""]
    assert rows[0]["Nomor telepon atau WhatsApp"] == "0812 •••• 4411"
    raw = take(format="csv").decode("utf-8-sig")
    assert [line[2] for line in csv.reader(io.StringIO(raw))][1] == "'=HYPERLINK(1)"
    assert table(take())[0]["Nama sesuai KTP"] == "=HYPERLINK(1)"
    assert b"<f>" not in take()
    with as_(world.a.manager):
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "people.exported").order_by(AuditEntry.id)
        ).first()
        assert (entry.membership_id, entry.detail["reason"], entry.detail["rows"]) == (
            world.a.manager.membership_id, REASON, 2,
        )  # fmt: skip


def test_whole_numbers_go_out_only_when_asked_for_by_who_may(household, world, sign_in, client, take, as_):
    sign_in(client, world.a.manager)
    assert table(take(whole="1"))[0]["NIK"] == "1906010605810001"
    with as_(world.a.manager):
        assert db.session.scalars(
            select(AuditEntry.detail["whole"]).where(AuditEntry.action == "people.exported")
        ).one()
    sign_in(client, world.a.front_office)
    assert client.get("/data/keluar").status_code == 403


def test_without_a_reason_nothing_goes_out(household, world, sign_in, client, visit):
    sign_in(client, world.a.manager)
    assert 'id="f-reason-error"' in visit("/data/keluar", format="csv", reason=" ")


def test_of_one_village_or_of_a_programme(bring_in, take):
    heads = [*lists.HEADINGS, "Nominal"]
    listed = [[*lists.row(1), 600000], [*lists.row(2, village="Padang"), 300000]]
    bring_in(lists.workbook(listed, headings=heads), kind="recipients", programme="sembako")
    rows = table(take(programme="sembako"))
    assert [(each["Nama sesuai KTP"], each["Besar bantuan"]) for each in rows] == [
        ("Warga 1", "600000"), ("Warga 2", "300000"),
    ]  # fmt: skip
    code = rows[1]["Desa atau kelurahan"]
    assert [each["Nama desa atau kelurahan"] for each in table(take(village_code=code))] == ["Padang"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_whole_registry_goes_out_and_comes_back_the_same(form, household, world, as_, bring_in, take, admin):
    gone = take(columns="full", whole="1", format=form)
    with as_(world.a.manager):
        before = facts()
    admin.execute("TRUNCATE person, household, observation CASCADE")
    assert "Daftar sudah disimpan" in bring_in(gone, name=f"warga.{form}")
    with as_(world.a.manager):
        assert facts() == before


def test_two_thousand_people_make_the_round(bring_in, take, admin):
    assert "2.000" in bring_in(lists.workbook(lists.rows(2_000)))
    first = table(take(whole="1"))
    admin.execute("TRUNCATE person, household, observation CASCADE")
    bring_in(lists.workbook([list(each.values()) for each in first], headings=list(first[0])))
    assert table(take(whole="1")) == first
    assert len({each["NIK"] for each in first}) == 2_000


def facts() -> list[dict[str, object]]:
    """Everything the columns say of people and their house, but for when it was said and under which number."""
    apart = {"id", "household_id", "created_at", "observed_on", "version", "record_state", "finalised_at", "nik_state"}
    kept = []
    for model in (Household, Person):
        for row in db.session.scalars(select(model).order_by(model.id)):
            names = [each.key for each in model.__table__.c if not each.key.endswith("cipher")]
            kept.append({name: getattr(row, name) for name in names if name not in apart})
    assert len(kept) == 3
    assert db.session.scalars(select(Observation).limit(1)).one()
    return kept
