"""The backup restores: every row, the owners, and the isolation."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from foundation import storage
from foundation.config import Settings
from foundation.db import db
from foundation.services import PG_BIN, Postgres
from reporting import jobs
from slrt import database, glance
from slrt.app import create_app
from tests.reporting.conftest import fill
from tests.world import World

__all__ = ["fill"]
pytestmark = pytest.mark.drill
Script = Callable[[str, Path, str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def script(root: Path) -> Script:
    """Runs one of deploy's scripts as an administrator would."""

    def run(name: str, path: Path, admin_url: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "SLRT_OWNER_URL": admin_url, "PG_BIN": str(PG_BIN)}
        argv = ["bash", str(root / "deploy" / name), str(path)]
        return subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def backup(app: Flask, script: Script, admin_url: str, world: World, as_, fill, tmp_path: Path) -> Path:
    """A backup of the small world with a file and cases in it, some folded into the totals and some not, just made."""
    fill(world.a.tenant_id, 5, due=-2)
    with app.app_context():
        jobs.compact_facts()
    fill(world.a.tenant_id, 3, state="closed")
    with as_(world.a.front_office):
        storage.keep(bytes(range(256)) * 4000, "application/pdf")
        db.session.commit()
    done = script("backup.sh", tmp_path / "backups", admin_url)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_a_backup_restored_on_a_new_server_has_every_row_and_still_isolates(
    script: Script, backup: Path, admin_url: str, tmp_path: Path, settings: Settings
) -> None:
    assert backup.stat().st_mode & 0o077 == 0, "a backup is for its owner's eyes"
    with Postgres(tmp_path / "new", durable=False) as server:
        glance.create_if_missing(server.url, "slrt")
        restored_url = server.url_for("postgres", "slrt")
        done = script("restore.sh", backup, restored_url)
        assert done.returncode == 0, done.stderr
        assert "every row as in the backup, isolation on" in done.stdout
        assert _accounts(restored_url) == _accounts(admin_url) > 0
        assert _file(restored_url) == _file(admin_url) != b""
        with psycopg.connect(server.url_for("slrt_app", "slrt")) as reader, pytest.raises(psycopg.Error):
            reader.execute("SELECT * FROM account")  # slrt_app itself may read nothing
        database.prepare(restored_url)  # the house starts on it
        app = create_app(replace(settings, database_url=server.url_for("slrt_app", "slrt")))
        with app.app_context():
            assert jobs.reconcile_facts() == [], "the totals came back with what they count, folded or not"
            db.engine.dispose()


def test_a_restore_onto_data_is_refused(script: Script, backup: Path, admin_url: str) -> None:
    before = _accounts(admin_url)
    done = script("restore.sh", backup, admin_url)
    assert done.returncode != 0
    assert "restore into an empty one" in done.stderr
    assert _accounts(admin_url) == before


def test_a_restore_that_differs_from_the_backup_says_so(script: Script, backup: Path, tmp_path: Path) -> None:
    fingerprint = backup.with_suffix(".fingerprint")
    fingerprint.write_text(fingerprint.read_text().replace("account|", "account|1"))
    with Postgres(tmp_path / "new", durable=False) as server:
        glance.create_if_missing(server.url, "slrt")
        done = script("restore.sh", backup, server.url_for("postgres", "slrt"))
    assert done.returncode != 0
    assert "not those of the backup" in done.stderr


def test_a_failed_backup_leaves_no_file_and_says_so(script: Script, tmp_path: Path) -> None:
    done = script("backup.sh", tmp_path, "postgresql://postgres@/slrt?host=/nowhere")
    assert done.returncode != 0
    assert list(tmp_path.iterdir()) == []


def _file(url: str) -> bytes:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT body FROM stored_file").fetchone()
    return row[0] if row else b""


def _accounts(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM account").fetchone()
    return row[0] if row else 0
