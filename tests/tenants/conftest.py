import os, subprocess, sys, uuid
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
import base64
import psycopg
import pytest
from foundation.config import Settings, new_secrets, parse_data_keys
from foundation.db import db
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader, enter
from slrt.app import create_app
from tenants import access, provision

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "rujukan-2026"
TOTP = "JBSWY3DPEHPK3PXP"

@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    with Postgres(tmp_path_factory.mktemp("pg"), durable=False) as pg, Valkey(tmp_path_factory.mktemp("vk")) as vk:
        with psycopg.connect(pg.url, autocommit=True) as c:
            c.execute("create database slrt")
        su = pg.url_for("postgres", "slrt")
        with psycopg.connect(su, autocommit=True) as c:
            c.execute((ROOT / "deploy/roles.sql").read_text())
        subprocess.run([sys.executable, "-m", "alembic", "-c", "migrations/alembic.ini", "upgrade", "head"], cwd=ROOT, check=True,
            env=os.environ | {"SLRT_OWNER_URL": su})
        yield SimpleNamespace(pg=pg, valkey=vk, su=su)

@pytest.fixture(scope="session")
def settings(servers):
    keys = new_secrets()
    return Settings(database_url=servers.pg.url_for("slrt_app", "slrt"), redis_url=servers.valkey.url, secret_key="x" * 40,
        data_keys=parse_data_keys(keys["SLRT_DATA_KEYS"]), lookup_key=base64.b64decode(keys["SLRT_LOOKUP_KEY"]),
        flask={"TESTING": True, "WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False})

@pytest.fixture(scope="session")
def _app(settings):
    return create_app(settings)

@pytest.fixture
def app(_app, servers):
    with psycopg.connect(servers.su, autocommit=True) as c:
        tables = [r[0] for r in c.execute("select tablename from pg_tables where schemaname='public' and tablename <> 'alembic_version'")]
        c.execute("truncate " + ",".join(f'"{t}"' for t in tables) + " cascade")
    return _app

@pytest.fixture
def client(app):
    return app.test_client()

@pytest.fixture
def world(app):
    w = SimpleNamespace()
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        h = provision.hash_password(PASSWORD)
        def member(t, role, **kw):
            login = f"{role}@{t.code_prefix.lower()}.test"
            a = provision.create_account(login, f"{role} {t.name}", password_hash=h, totp_secret=TOTP if role in ("manager", "head", "administrator") else None)
            m = provision.add_membership(t.id, a.id, role, a.name, **kw)
            return SimpleNamespace(login=login, membership_id=m.id, account_id=a.id, tenant_id=t.id, role=role, name=a.name)
        mi = provision.create_tenant("ministry", "Kementerian Sosial", "Kementerian Sosial RI", "RI")
        w.ministry = member(mi, "ministry_analyst")
        pr = provision.create_tenant("province", "Bangka Belitung", "Provinsi Kepulauan Bangka Belitung", "BBL", parent_id=mi.id, region_code="19")
        w.province = member(pr, "provincial_supervisor")
        for key, name, prefix, code in (("a", "Belitung Timur", "BLT", "19.06"), ("b", "Sukoharjo", "SKH", "33.11")):
            t = provision.create_tenant("district", name, "Kabupaten " + name, prefix, parent_id=pr.id, region_code=code)
            d = SimpleNamespace(tenant_id=t.id)
            for role in ("front_office", "back_office", "facilitator", "supervisor", "manager", "head", "administrator"):
                setattr(d, role, member(t, role))
            ag = provision.add_agency(t.id, "health_office", "Dinas Kesehatan " + name)
            d.agency_officer = member(t, "agency_officer", agency_id=ag.id)
            provision.add_villages(t.id, d.facilitator.membership_id, ["19.06.01.2001", "19.06.01.2002"])
            setattr(w, key, d)
        db.session.commit()
        for d in (w.a, w.b):
            for role in list(vars(d)):
                m = getattr(d, role)
                if hasattr(m, "login"):
                    m.subject = access.load_subject(m.membership_id, m.tenant_id)
        for m in (w.ministry, w.province):
            m.subject = access.load_subject(m.membership_id, m.tenant_id)
    return w
