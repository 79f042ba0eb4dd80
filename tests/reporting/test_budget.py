"""What last year's budget met, what is needed now, what waits at the agencies: from totals alone."""

import csv
import io
import re
from datetime import date

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from foundation import jobs
from foundation.clock import today
from foundation.db import db
from registry.actions.screening import ask_run
from registry.models import Household, Participation
from tests.registry.screening.conftest import families, run
from tests.statements import counted
from tests.world import World

__all__ = ["families", "run"]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _as_csv(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def heads_of(content: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]


def test_what_has_been_met_since_last_year_is_told(app, as_, admin, browse, run, world: World) -> None:
    year = today("Asia/Jakarta").year
    admin.execute("UPDATE screening_run SET as_of = %s", [date(year - 1, 12, 15)])
    with as_(world.a.manager):
        missed = db.session.scalars(select(Household).where(Household.desil == 2)).one()
        receipt = {"programme": "sembako", "standing": "active", "valid_from": date(year, 1, 1), "source": "import"}
        db.session.add(Participation(household_id=missed.id, **receipt))
        ask_run()
        db.session.commit()
    with app.app_context():
        jobs.run_waiting()
    manager = browse(world.a.manager)
    page = text_of(manager.get("/perencanaan/anggaran").text)
    assert f"15 Desember {year - 1}" in page
    assert re.search(r"Program Sembako \(BPNT\) 1 3 1 \(100%\) Rp2.400.000 0 Rp0", page)
    assert f"Nilai yang terpenuhi sejak {year - 1} Rp2.400.000" in page
    book = CalamineWorkbook.from_filelike(io.BytesIO(manager.post("/perencanaan/anggaran/unduh").data))
    assert book.sheet_names == ["Kebutuhan", "OPD"]
    (line,) = [row for row in book.get_sheet_by_index(0).to_python() if "Sembako" in str(row[0])]
    assert line[2:9] == [1, 2, 3, 1, 2_400_000, 0, 0]
    for table, sheet in (("kebutuhan", 0), ("opd", 1)):
        told = csv.reader(
            io.StringIO(manager.post("/perencanaan/anggaran/unduh", tabel=table).data.decode("utf-8-sig"))
        )
        assert list(told) == [[_as_csv(cell) for cell in row] for row in book.get_sheet_by_index(sheet).to_python()]
    for wrong in ("1999", "kemarin", "²"):
        answer = manager.get(f"/perencanaan/anggaran?tahun={wrong}")
        assert "Tahun itu tidak pernah disaring" in answer.text
        assert f"tahun={year - 1}" in answer.text, "the years that can be compared with are offered"
        assert re.search(r"Program Sembako \(BPNT\) – 3 – 0 Rp0", text_of(answer.text))
    assert f"Receiving, 15 December {year - 1}" in heads_of(manager.post("/perencanaan/anggaran/unduh?lang=en").data)
    log = admin.execute("SELECT detail->>'format' FROM audit_entry WHERE action = 'budget.exported' ORDER BY id")
    assert [kind for (kind,) in log] == ["xlsx", "csv", "csv", "xlsx"]


def test_without_a_run_of_last_year_nothing_is_compared(browse, run, world: World) -> None:
    page = text_of(browse(world.a.manager).get("/perencanaan/anggaran").text)
    assert "Tahun lalu tidak pernah disaring" in page
    assert re.search(r"Program Sembako \(BPNT\) – 2 – 1 Rp2.400.000", page)


def test_its_sums_are_those_of_the_villages_and_of_the_file(browse, run, world: World, admin) -> None:
    manager = browse(world.a.manager)
    page = text_of(manager.get("/perencanaan/anggaran").text)
    rows = list(
        csv.DictReader(
            io.StringIO(manager.post("/perencanaan/unduh", format="csv", reason="Rapat anggaran").text.lstrip("\ufeff"))
        )
    )
    missed = sum(int(row["Belum menerima"]) for row in rows)
    money = sum(int(row["Kebutuhan setahun (Rp)"] or 0) for row in rows)
    assert admin.execute("SELECT sum(missed) FROM screening_count").fetchone() == (missed,)
    assert f"Bantuan belum sampai {missed} " in page
    assert f"Kebutuhan setahun Rp{money:,}".replace(",", ".") in page


def test_agencies_stand_with_what_waits_there(app, browse, admin, world: World) -> None:
    waiting = (("civil_registry", "open", 2), ("health_office", "open", 7), ("health_office", "late", 4))
    for office, outcome, n in waiting:
        admin.execute(
            "INSERT INTO referral_fact_answer (tenant_id, month, agency_id, outcome, n)"
            " VALUES (%s, '2026-01-01', %s, %s, %s)",
            [world.a.tenant_id, world.a.agencies[office], outcome, n],
        )
    manager = browse(world.a.manager)
    with app.app_context(), counted() as statements:
        page = text_of(manager.get("/perencanaan/anggaran").text)
    assert "Dinas Kesehatan 7 4 0 Disdukcapil 2 0 0" in page
    assert len(statements) <= 8, statements
    assert "Dinas Kesehatan" not in browse(world.b.manager).get("/perencanaan/anggaran").text
    assert browse(world.a.front_office).get("/perencanaan/anggaran").status_code == 403
