"""`slrt demo`: servers, migrations, seed, then web, worker, clock and mail side by side until Ctrl-C."""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from foundation.config import from_environment, new_secrets, project_root
from foundation.services import Postgres, Valkey, unwind_on_signals
from slrt import database
from slrt.app import create_app
from slrt.demo.accounts import print_accounts
from slrt.demo.seed import seed
from slrt.supervisor import Child
from slrt.supervisor import run as supervise

FOLDER = ".demo"


def run() -> int:
    """Start all, seed once, print the address and the accounts; the exit status of the supervisor."""
    unwind_on_signals()
    folder = Path(os.environ.get("SLRT_DEMO_FOLDER", project_root() / FOLDER))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = os.environ.get("PORT", "8000")
    with _servers(folder) as admin_url:
        _settings(folder, admin_url, port)
        app = create_app(from_environment())
        with app.app_context():
            seed()
        return supervise(_children(port), on_ready=lambda: print_accounts(port), ready=lambda: _answers(port))


@contextmanager
def _servers(folder: Path) -> Iterator[str]:
    """The administrator's database address: of the server DATABASE_URL names, or of one of our own."""
    with ExitStack() as running:
        admin_url = os.environ.get("DATABASE_URL")
        if not admin_url:
            postgres = running.enter_context(Postgres(folder / "postgres"))
            database.create_if_missing(postgres.url, "slrt")
            admin_url = postgres.url_for("postgres", "slrt")
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = running.enter_context(Valkey(folder / "valkey")).url
        yield admin_url


def _settings(folder: Path, admin_url: str, port: str) -> None:
    """Put every setting into the environment, where this process and its children read them."""
    secrets = _secrets(folder / "secrets.json")
    os.environ.update(secrets)
    on_network = "host=/" not in admin_url
    password = secrets["SLRT_APP_PASSWORD"] if on_network else ""
    if not database.is_current(admin_url):
        database.prepare(admin_url, password)
    os.environ["DATABASE_URL"] = database.as_app(admin_url, password)
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


def _children(port: str) -> list[Child]:
    python = sys.executable
    web = [
        python, "-m", "gunicorn", "slrt.wsgi:app", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
        "--preload", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    mail_at = f"127.0.0.1:{os.environ['SMTP_PORT']}"
    sink = [python, "-m", "aiosmtpd", "-n", "-l", mail_at, "-c", "aiosmtpd.handlers.Sink"]
    return [
        Child("mail", sink),
        Child("worker", [python, "-c", "from slrt.worker import work; work()"]),
        Child("clock", [python, "-c", "from slrt.schedule import run; run()"]),
        Child("web", web),
    ]


def _answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sehat", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
