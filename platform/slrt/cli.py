"""`slrt`: what an operator types."""

import argparse
import os
import sys

from foundation.config import SettingsError
from slrt import database, demo, schedule, worker


def main() -> None:
    """Run one command; a missing setting is said in one line."""
    commands = {
        "demo": (demo.run, "start everything on this machine with demonstration data"),
        "migrate": (_prepare, "bring SLRT_OWNER_URL's database up to date: roles, migrations, regions"),
        "worker": (worker.work, "do the work for later"),
        "schedule": (schedule.run, "enqueue what happens by the clock"),
    }
    parser = argparse.ArgumentParser(prog="slrt", description="Sistem Layanan dan Rujukan Terpadu")
    listed = parser.add_subparsers(dest="command", required=True)
    for name, (_function, words) in commands.items():
        listed.add_parser(name, help=words)
    command = parser.parse_args().command
    try:
        sys.exit(commands[command][0]())
    except SettingsError as fault:
        sys.exit(str(fault))


def _prepare() -> None:
    url = os.environ.get("SLRT_OWNER_URL", "")
    if not url:
        raise SettingsError("SLRT_OWNER_URL is not set; deploy/env.example shows every setting")
    database.prepare(url, os.environ.get("SLRT_APP_PASSWORD", ""))
