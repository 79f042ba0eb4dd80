"""Districts on their way to an office, made in one line; and their offices taken down again afterwards."""

from dataclasses import dataclass

import psycopg
from flask import Flask

from foundation.db import db
from foundation.jobs import run_waiting
from foundation.tenancy import Context, Reader, enter
from tenants.models import Membership
from tenants.sites.actions import applying
from tenants.sites.actions.reviewing import check_off, move_on
from tenants.sites.queries.applying import Key
from tenants.sites.words import CHECKS
from tests.uploads import pdf
from tests.world import Member, World

SAID = {
    "social_name": "Hendra Saputra",
    "social_title": "Kepala Bidang Pemberdayaan",
    "social_email": "dinsos@belitung.test",
    "social_phone": "+6281234567890",
    "planning_name": "Ratna Yuliana",
    "planning_phone": "+6281311112222",
    "letter_number": "460/118/2026",
}


@dataclass
class Districts:
    """Applies, approves, founds; everything through the real actions."""

    app: Flask
    admin: psycopg.Connection
    world: World
    as_: object

    def apply(self, region: str = "19.02", **said: str) -> Key:
        """A district whose application lies on the desk."""
        with self.app.app_context():
            key = applying.apply(region, {**SAID, **said}, pdf())
            applying.send(key)
            secret = self.admin.execute("SELECT link_secret FROM site_application WHERE code = %s", [key.code])
            applying.confirm(Key(key.code, secret.fetchone()[0]))
        return key

    def approve(self, region: str = "19.02", desk: Member | None = None) -> int:
        """The number of the site, approved by its province and not yet founded."""
        site_id = self.id_of(region)
        with self.as_(desk or self.world.province):
            move_on(site_id, "take_up")
            check_off(site_id, list(CHECKS))
            move_on(site_id, "approve")
            db.session.commit()
        return site_id

    def found(self, region: str = "19.02") -> int:
        """The number of the site whose office stands, its administrator invited."""
        self.apply(region, social_email=f"dinsos@{region}.test")
        site_id = self.approve(region)
        self.work()
        return site_id

    def work(self) -> None:
        """What a worker does until nothing is due."""
        with self.app.app_context():
            while run_waiting():
                pass

    def id_of(self, region: str) -> int:
        """The newest site of that district."""
        found = self.admin.execute("SELECT id FROM site WHERE region_code = %s ORDER BY id DESC LIMIT 1", [region])
        return found.fetchone()[0]

    def office_of(self, region: str = "19.02") -> int:
        """Its tenant."""
        found = self.admin.execute("SELECT office_id FROM site WHERE id = %s", [self.id_of(region)])
        return found.fetchone()[0]

    def appoint(self, tenant_id: int, role: str) -> Member:
        """Somebody of the world at work in that office too."""
        like = self.world.ministry if role == "platform_operator" else getattr(self.world.a, role)
        with self.app.app_context(), enter(Context(Reader.PROVISIONER)):
            post = Membership(tenant_id=tenant_id, account_id=like.account_id, role=role, name=like.name)
            db.session.add(post)
            db.session.commit()
            return Member(like.login, role, like.name, tenant_id, like.account_id, post.id, like.totp_secret)

    def train(self, tenant_id: int) -> None:
        """One facilitator on the roster, who has passed all four modules."""
        day = "date '2026-06-01'"
        for line in (
            "INSERT INTO worker (tenant_id, name, version) VALUES (%s, 'Siti Rahma', 1)",
            "INSERT INTO appointment (tenant_id, worker_id, post, sk_number, sk_date, valid_from, funding, entered_by)"
            f" SELECT tenant_id, id, 'facilitator', '1', {day}, {day}, 'state', '-' FROM worker WHERE tenant_id = %s",
            "INSERT INTO training (tenant_id, kind, place, first_day, last_day, trainers, courses, entered_by)"
            f" VALUES (%s, 'training', 'Aula', {day}, {day}, '-', '[]', '-')",
            "INSERT INTO trainee (tenant_id, training_id, worker_id, name) SELECT w.tenant_id, t.id, w.id, w.name"
            " FROM worker w JOIN training t USING (tenant_id) WHERE w.tenant_id = %s",
            "INSERT INTO test_result (tenant_id, trainee_id, course, score, passed, entered_by)"
            " SELECT tenant_id, id, course, 90, true, '-' FROM trainee,"
            " unnest(ARRAY['slrt_puskesos', 'programmes', 'application', 'role_play']) AS course WHERE tenant_id = %s",
        ):
            self.admin.execute(line, [tenant_id])
