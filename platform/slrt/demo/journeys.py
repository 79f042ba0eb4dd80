"""Walk invented cases through the real actions, on days gone by, each step by somebody who may take it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from random import Random
from typing import Any, cast
from uuid import UUID

from PIL import Image

from cases import actions
from cases.actions import citizen as from_home
from cases.actions import letters, sites
from cases.actions.attachments import Sent
from cases.models import Case
from cases.queries.sites import site_choices
from cases.schemas import USUAL_FIELDS, CaseIntakeSchema
from foundation import clock, jobs
from foundation.db import db
from registry.actions import create_person
from registry.queries import get_person
from registry.schemas import PersonSchema
from slrt.demo.citizens import citizen
from slrt.demo.sites import Office
from slrt.demo.stories import STORIES, Story
from tenants.access import acting_as, load_subject
from web.schemas import BaseSchema

ENDS = {
    "registered": 7, "needs_correction": 5, "checking": 7, "visiting": 4, "assessing": 7, "awaiting_decision": 7,
    "decided": 4, "handling": 7, "referred": 6, "accepted": 6, "declined": 4, "revoked": 2, "proposed": 3,
    "answered": 5, "informed": 6, "closed": 10, "reopened": 2, "rejected": 3, "duplicate": 2, "cancelled": 2,
    "emergency": 2, "escalated": 2, "abroad": 1,
}  # fmt: skip
"""How many cases of a district end where: a hundred and four in all. "abroad" is with another district."""
LOCAL = [story for story in STORIES if story.agency is None]
AWAY = [story for story in STORIES if story.agency is not None]
MUST_REFER = {"referred", "accepted", "declined", "revoked"}
MUST_STAY = {"handling", "reopened"}
NEVER_URGENT = {"needs_correction"}
"""An emergency waits for no papers."""


def ends_at(office: Office) -> list[str]:
    """The end of each case of that district; every end is among them."""
    share = 2 if office.place.quiet else 1
    return [end for end, count in ENDS.items() for _case in range(-(-count // share))]


class Journey:
    """One case, from the desk to where it is to end."""

    def __init__(self, office: Office, number: int, end: str, chance: Random) -> None:
        self.office, self.number, self.end, self.chance = office, number, end, chance
        self.story: Story = chance.choice(AWAY if end in MUST_REFER else LOCAL if end in MUST_STAY else STORIES)
        self.agency = self.story.agency or ""
        self.village = chance.choice(office.villages)
        self.moment = _days_ago(chance, end)
        self.case_id = 0
        self.person_id = 0
        self.referral_id = self.draft_id = 0

    def walk(self) -> None:
        """Register, then step by step until the wanted end."""
        self._register()
        for reached, step in self._steps():
            if self.end == "registered":
                return
            step()
            if reached == self.end:
                return

    def _steps(self) -> list[tuple[str, Callable[[], None]]]:
        story, act = self.story, self._act
        if self.end in ("cancelled", "duplicate", "emergency"):
            return [(self.end, getattr(self, f"_{self.end}"))]
        steps: list[tuple[str, Callable[[], None]]] = [("checking", lambda: act("back_office", "accept"))]
        if self.end in ("needs_correction", "visiting"):
            return [*steps, (self.end, getattr(self, f"_{self.end}"))]
        steps.append(("assessing", lambda: act("back_office", "check", story.finding)))
        if self.end == "rejected":
            return [*steps, ("rejected", self._rejected)]
        steps += [
            ("awaiting_decision", lambda: act("back_office", "recommend", story.recommendation)),
            ("decided", self._decide),
        ]
        if self.end in ("proposed", "escalated", "abroad"):
            return [*steps, (self.end, getattr(self, f"_{self.end}"))]
        steps += [
            *(self._away() if story.agency else self._local()),
            ("informed", self._inform),
            ("closed", lambda: act("front_office", "close")),
            ("reopened", lambda: act("front_office", "reopen", "Warga datang lagi: bantuannya berhenti minggu ini.")),
        ]
        return steps

    def _inform(self) -> None:
        """Told by telephone; every third says on the public page what they think of it."""
        self._act("front_office", "inform", "Warga mengerti.", channel="phone", said_by=None)
        if self.end == "informed" and self.number % 3 == 0:
            pleased = self.number % 2 == 0
            words = "" if pleased else "Sudah didaftarkan, tetapi bantuannya belum saya terima."
            self._from_home(lambda holder: from_home.rate(holder, pleased, words, self._key()))

    def _from_home(self, act: Callable[[from_home.Pass], object]) -> None:
        """Without signing in, by the code and the last digits; of a confidential case nothing is taken there."""
        manager = self.office.staff["manager"][0]
        with acting_as(load_subject(manager, self.office.tenant_id, self.moment)):
            case, person = self._case(), get_person(self.person_id)
            shown, confidential = person.nik_masked or person.phone_masked or "", case.confidential
            holder = from_home.Pass(case.code, shown[-4:])
            db.session.rollback()
        if shown and not confidential:
            self._deliver()
            act(holder)
            jobs.run_waiting()  # the database puts down the real hour at which something came in from outside

    def _key(self) -> UUID:
        return UUID(int=self.number * 2, version=4)

    def _cancelled(self) -> None:
        self._act("front_office", "cancel", "Warga mencabut permohonan, sudah terbantu keluarga.")

    def _rejected(self) -> None:
        self._act("back_office", "reject", "Sudah dibantu desa.", reason="already_helped")

    def _needs_correction(self) -> None:
        words = "Mohon bawa salinan KK dan surat keterangan dari puskesmas."
        self._act("back_office", "ask_correction", words, documents=["family_card", "medical_letter"])
        if self.number % 3 == 0:
            paper = Sent("kk.jpg", _photographed_paper())
            self._from_home(lambda holder: from_home.send_papers(holder, [paper], "family_card", self._key()))

    def _visiting(self) -> None:
        visitor = next(who for who, villages in self.office.beats.items() if self.village in villages)
        words = "Data tidak cocok dengan DTSEN, mohon dilihat keadaan rumahnya."
        self._act("back_office", "order_visit", words, visitor_id=visitor, visit_on=None)

    def _duplicate(self) -> None:
        """The same person comes a second time; the first case goes on."""
        first: list[str] = []
        key = UUID(int=self.number * 2, version=5)

        def again() -> None:
            first.append(self._case().code)
            self.case_id = actions.register(self.person_id, _loaded(CaseIntakeSchema(), self._intake()), key).id

        self._as(self.office.staff["front_office"][0], again)
        self._act("back_office", "mark_duplicate", "Dilaporkan dua kali.", code=first[0])

    def _emergency(self) -> None:
        self._act("back_office", "start_emergency_help", "Diantar ke rumah singgah bersama Tagana.")

    def _proposed(self) -> None:
        self._act(
            "back_office", "propose", "Berkas lengkap.",
            reference=f"SIKS-{self.number:05}", proposed_on=self.moment.date(), operator="Operator SIKS-NG",
        )  # fmt: skip

    def _escalated(self) -> None:
        data = {"note": "Perlu dukungan provinsi: OPD tujuan tidak ada di kabupaten.", "fields": USUAL_FIELDS}
        who = self.office.staff["supervisor"][0]
        self._as(who, lambda: sites.escalate(self.case_id, data | {"version": self._case().version}))
        self._deliver()

    def _abroad(self) -> None:
        def send() -> None:
            _province, others = site_choices()[-1]
            data = {
                "site_id": others[-1][0], "service": "Penelusuran keluarga dan pemulangan", "note": "",
                "fields": USUAL_FIELDS, "version": self._case().version,
            }  # fmt: skip
            sites.refer_to_site(self.case_id, data)

        self._as(self.office.staff["manager"][0], send)
        self._deliver()

    def _local(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("handling", lambda: self._act("back_office", "handle")),
            ("answered", lambda: self._act("back_office", "record_result", self.story.answer)),
        ]

    def _away(self) -> list[tuple[str, Callable[[], None]]]:
        if self.end == "declined":
            return [("referred", self._refer), ("declined", self._decline)]
        if self.end == "revoked":
            return [("referred", self._refer), ("revoked", self._revoke)]
        return [("referred", self._refer), ("accepted", self._accept), ("answered", self._answer)]

    def _register(self) -> None:
        key = UUID(int=self.number * 2)
        typed = citizen(self.office.place, self.village, self.number, self.chance)
        registrar = self._registrar()

        def make() -> None:
            person = create_person(_loaded(PersonSchema(), typed), UUID(int=self.number * 2 + 1))
            self.person_id = person.id
            self.case_id = actions.register(person.id, _loaded(CaseIntakeSchema(), self._intake()), key).id

        self._as(registrar, make)

    def _registrar(self) -> int:
        """Every fourth case is found by the village's facilitator, the others come to the counter."""
        serving = [who for who, beat in self.office.beats.items() if self.village in beat]
        return serving[0] if serving and self.number % 4 == 0 else self.chance.choice(self.office.staff["front_office"])

    def _intake(self) -> dict[str, object]:
        return {
            "case_type": self.story.case_type,
            "kind": self.story.kind,
            "channel": self.chance.choice(("walk_in", "walk_in", "home_visit", "whatsapp", "phone")),
            "emergency": self.end == "emergency" or (self.number % 29 == 0 and self.end not in NEVER_URGENT),
            "summary": self.story.summary,
            "story": self.story.words,
            "village_code": self.village,
            "proxy_name": "",
            "consent_share": True,
        }

    def _act(self, role: str, move: str, note: str = "", **asked: Any) -> None:
        who = self.chance.choice(self.office.staff[role])
        self._as(who, lambda: actions.move(self.case_id, move, self._case().version, note, asked or None))

    def _decide(self) -> None:
        """Decided; now and then the citizen also takes a letter home."""
        self._act("manager", "decide", self.story.decision)
        if self.number % 20 == 0:
            typed = {
                "addressee": "Pimpinan instansi terkait",
                "purpose": self.story.summary[:1].lower() + self.story.summary[1:],
            }
            self._as(self.office.staff["back_office"][0], lambda: self._prepare(typed))
            self._as(self.office.staff["manager"][0], self._sign)

    def _prepare(self, typed: dict[str, str]) -> None:
        self.draft_id = letters.prepare(self.case_id, "recommendation", typed).id

    def _sign(self) -> None:
        if self.number % 40 == 0:  # the others wait for a signature
            letters.sign(self.draft_id, letters.look(self.draft_id).words.digest, None)

    def _refer(self) -> None:
        agency_id = self.office.agencies[self.agency]

        def send() -> None:
            data = {
                "agency_id": agency_id,
                "service": self.story.service,
                "note": "",
                "fields": USUAL_FIELDS,
                "version": self._case().version,
            }
            self.referral_id = actions.refer(self.case_id, data).id

        self._as(self.office.staff["manager"][0], send)

    def _accept(self) -> None:
        self._officer(lambda: actions.accept_referral(self.referral_id, 1, "Diterima, akan kami tindak lanjuti."))

    def _decline(self) -> None:
        self._officer(
            lambda: actions.decline_referral(
                self.referral_id, 1, "Bukan kewenangan kami.", "Dinas Sosial, operator SIKS-NG kabupaten"
            )
        )

    def _revoke(self) -> None:
        manager = self.office.staff["manager"][0]
        self._as(manager, lambda: actions.revoke(self.referral_id, 1, "Warga sudah dibantu desa."))

    def _answer(self) -> None:
        self._officer(lambda: actions.answer_referral(self.referral_id, 2, "granted", self.story.answer))

    def _officer(self, action: Callable[[], object]) -> None:
        self._as(self.office.officers[self.agency], action)
        self._deliver()

    def _deliver(self) -> None:
        with clock.set_to(self.moment):
            jobs.run_waiting()

    def _as(self, membership_id: int, action: Callable[[], object]) -> None:
        self.moment = min(_next_office_hour(self.moment, self.chance), clock.now() - timedelta(minutes=2))
        with acting_as(load_subject(membership_id, self.office.tenant_id, self.moment)), clock.set_to(self.moment):
            action()
            db.session.commit()

    def _case(self) -> Case:
        return db.session.get_one(Case, (self.office.tenant_id, self.case_id))


@cache
def _photographed_paper() -> bytes:
    """A sheet on a table, as a telephone sees it; nothing can be read on it."""
    table = Image.new("RGB", (800, 600), "#8a6f4d")
    table.paste("#f4f1e8", (120, 70, 680, 530))
    file = BytesIO()
    table.save(file, "JPEG")
    return file.getvalue()


def _loaded(schema: BaseSchema, typed: dict[str, Any]) -> dict[str, Any]:
    return cast(dict[str, Any], schema.load(typed))


def _days_ago(chance: Random, end: str) -> datetime:
    """Long ago for what is over, recently for what has just begun; some of it late."""
    furthest = {"closed": 60, "reopened": 30, "informed": 20, "rejected": 40, "cancelled": 40}.get(end, 9)
    nearest = 12 if end in ("closed", "reopened") else 0
    return clock.now() - timedelta(days=chance.uniform(nearest, furthest), hours=chance.uniform(1, 6))


def _next_office_hour(after: datetime, chance: Random) -> datetime:
    """Some hours on, between 01.00 and 08.00 UTC: office hours in Indonesia."""
    later = after + timedelta(hours=chance.uniform(0.5, 6))
    if later.hour >= 8:
        later += timedelta(days=1)
    if later.hour >= 8 or later.hour < 1:
        later = later.replace(hour=chance.randrange(1, 8))
    return max(later, after + timedelta(minutes=20))
