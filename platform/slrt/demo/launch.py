"""`slrt demo`: servers, migrations, seed, then web, worker, clock and mail side by side until Ctrl-C.

This process never loads the house itself: what needs it runs as a child, so that a start with nothing to do is quick.
"""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from foundation.config import new_secrets, project_root
from foundation.leash import leashed
from foundation.services import Postgres, Valkey, unwind_on_signals
from slrt import glance
from slrt.demo.accounts import print_accounts
from slrt.supervisor import Child
from slrt.supervisor import run as supervise

FOLDER = ".demo"
NAME, UNFINISHED = "slrt", "slrt_unfinished"


def run() -> int:
    """Start all, seed once, print the address and the accounts; the exit status of the supervisor."""
    unwind_on_signals()
    folder = Path(os.environ.get("SLRT_DEMO_FOLDER", project_root() / FOLDER))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = os.environ.get("PORT", "8000")
    _settings(folder, port)
    with ExitStack() as running:
        given = os.environ.get("DATABASE_URL")
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = running.enter_context(Valkey(folder / "valkey")).url
        if given:
            _bring_up(given)
        else:
            given = _own_database(running.enter_context(Postgres(folder / "postgres")))
        os.environ["DATABASE_URL"] = glance.as_app(given, _password(given))
        return _supervise(port)


def _settings(folder: Path, port: str) -> None:
    """Put every setting into the environment, where the children read them."""
    os.environ.update(_secrets(folder / "secrets.json"))
    os.environ["SLRT_DEMO"] = "1"
    os.environ.setdefault("SMTP_PORT", "1025")
    os.environ.setdefault("SLRT_PUBLIC_URL", f"http://127.0.0.1:{port}")


def _secrets(file: Path) -> dict[str, str]:
    if not file.exists():
        made = new_secrets()
        made["SLRT_APP_PASSWORD"] = made["SLRT_SECRET_KEY"][:32]
        file.touch(mode=0o600)
        file.write_text(json.dumps(made))
    return json.loads(file.read_text())


def _own_database(server: Postgres) -> str:
    """Under another name until it is whole: a start that is interrupted leaves no half-filled demonstration."""
    if not glance.holds_database(server.url, NAME):
        glance.drop_if_there(server.url, UNFINISHED)
        glance.create_if_missing(server.url, UNFINISHED)
        glance.let_commit_unwritten(server.url, UNFINISHED)
        _bring_up(server.url_for("postgres", UNFINISHED))
        glance.let_commit_written(server.url, UNFINISHED)
        glance.rename(server.url, UNFINISHED, NAME)
    admin_url = server.url_for("postgres", NAME)
    _bring_up(admin_url)
    return admin_url


def _bring_up(admin_url: str) -> None:
    """Migrate and seed what is not yet."""
    password = _password(admin_url)
    if not glance.is_current(admin_url):
        _finish("from slrt.database import run; run()", SLRT_OWNER_URL=admin_url, SLRT_APP_PASSWORD=password)
    if not glance.holds_tenants(admin_url):
        _finish("from slrt.demo.seed import run; run()", DATABASE_URL=glance.as_app(admin_url, password))


def _password(admin_url: str) -> str:
    """slrt_app needs one on a network, none on the private socket of a server of our own."""
    return "" if "host=/" in admin_url else os.environ["SLRT_APP_PASSWORD"]


def _finish(code: str, **env: str) -> None:
    """Run a piece of the house to its end; its failure is ours."""
    command = leashed([sys.executable, "-c", code], signal.SIGTERM)
    piece = subprocess.Popen(command, env={**os.environ, **env}, start_new_session=True)  # Ctrl-C is ours to pass on
    try:
        status = piece.wait()
    finally:
        if piece.poll() is None:
            piece.terminate()
            piece.wait()
    if status:
        sys.exit(status)


def _supervise(port: str) -> int:
    """Web first: whoever waits, waits for the page. Worker and clock follow; what they are to do is in the outbox."""
    python = sys.executable
    mail_at = f"127.0.0.1:{os.environ['SMTP_PORT']}"
    mail = Child("mail", [python, "-m", "aiosmtpd", "-n", "-l", mail_at, "-c", "aiosmtpd.handlers.Sink"])
    web = [
        python, "-m", "gunicorn", "slrt.wsgi:app", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
        "--preload", "--log-level", "warning", "--no-control-socket", "--graceful-timeout", "10",
    ]  # fmt: skip
    return supervise(
        [mail, Child("web", web)],
        after=[
            Child("worker", [python, "-c", "from slrt.worker import work; work()"]),
            Child("clock", [python, "-c", "from slrt.schedule import run; run()"]),
        ],
        ready=lambda: _answers(port),
        on_ready=lambda: print_accounts(port),
    )


def _answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sehat", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
