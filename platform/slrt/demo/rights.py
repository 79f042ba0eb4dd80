"""What the demonstration shows of data rights: an agreement, data sets asked for, citizens' requests, a breach."""

from datetime import date, timedelta
from uuid import UUID, uuid5

from foundation import clock, jobs
from foundation.db import db
from privacy import actions
from privacy.queries import get_share
from registry.queries import survivor_of
from slrt.demo.sites import Office
from tenants.access import acting_as, load_subject

_KEYS = UUID(int=0x52)
_PEOPLE = {"villages": [], "programme": None, "standing": None, "period_from": None, "period_until": None}
_ASKED = {
    "requester": None, "letter": "440/118/2026, 2 November 2026", "agreement_id": None, "file_format": "xlsx",
    "legal_basis": "Peraturan Bupati tentang Jaminan Kesehatan Daerah",
}  # fmt: skip


def ask_and_answer(office: Office, person_ids: list[int]) -> None:
    """Two data sets (one given, one waiting), three requests of citizens, one breach. Commits."""
    health = office.officers.get("health_office") or next(iter(office.officers.values()))
    given = _ask(
        office, health, "Mencocokkan peserta jaminan kesehatan daerah triwulan ini", ["name", "nik", "village_code"]
    )
    _ask(
        office,
        health,
        "Merencanakan kunjungan puskesmas ke warga dengan penyakit menahun",
        ["name", "address", "illness"],
    )
    moment = clock.now()
    with acting_as(load_subject(office.staff["manager"][0], office.tenant_id, moment)):
        agency = next(iter(office.agencies.values()))
        actions.agree(
            {
                "agency_id": agency, "partner": None, "number": f"PKS 12/{office.place.prefix}/2026",
                "about": "Pemanfaatan data warga untuk jaminan kesehatan daerah",
                "legal_basis": "UU 27/2022 Pasal 20; Peraturan Bupati tentang berbagi data",
                "signed_on": date(2026, 1, 12), "valid_until": date(2027, 12, 31),
            }
        )  # fmt: skip
        share = get_share(given)
        same = {name: share.asked[name] for name in ("columns", "whole", "villages")}
        actions.approve(given, {**same, "valid_days": 30, "note": None, "code": None, "version": share.version})
        db.session.commit()
    _requests(office, person_ids)
    jobs.run_waiting()


def _ask(office: Office, officer: int, purpose: str, columns: list[str]) -> int:
    with acting_as(load_subject(officer, office.tenant_id)):
        asked = {**_ASKED, **_PEOPLE, "purpose": purpose, "columns": columns, "whole": []}
        share_id = actions.ask(asked, uuid5(_KEYS, f"{office.tenant_id}/{purpose}")).id
        db.session.commit()
        return share_id


def _requests(office: Office, person_ids: list[int]) -> None:
    wishes = (
        ("access", None, "Minta salinan semua data saya untuk keluarga"),
        ("correction", "birth_place", "Tempat lahir di data salah, menurut akta di kota lain"),
        ("restriction", None, "Jangan diproses dulu sampai sanggahan desil saya dijawab"),
    )
    moment = clock.now()
    front, manager = office.staff["front_office"][0], office.staff["manager"][0]
    made = []
    for number, (person_id, (kind, variable, wish)) in enumerate(zip(person_ids, wishes, strict=False)):
        with acting_as(load_subject(front, office.tenant_id)):
            data = {
                "kind": kind, "variable": variable, "wish": wish, "asker": "self", "asker_name": None,
                "identity": "ktp", "identity_note": None,
            }  # fmt: skip
            with clock.set_to(moment - timedelta(hours=10 * number + 2)):
                made.append(
                    (kind, actions.take(survivor_of(person_id), data, uuid5(_KEYS, f"{office.tenant_id}/{kind}")).id)
                )
            db.session.commit()
    with acting_as(load_subject(manager, office.tenant_id, moment)):
        for kind, request_id in made:
            if kind == "restriction":
                actions.restrict(request_id, "Menunggu jawaban sanggahan desil", 1)
        actions.record_breach(
            {
                "found_hours": 5, "happened": "Kemarin sore",
                "what": "Daftar warga satu desa terkirim ke grup yang salah",
                "how": "Berkas dipilih dari ponsel pribadi", "kinds": ["identity"],
                "remedy": "Berkas ditarik, anggota grup diminta menghapus, ponsel diperiksa", "advice": None,
            },
            uuid5(_KEYS, f"{office.tenant_id}/breach"),
        )  # fmt: skip
        db.session.commit()
