"""`slrt`: what an operator types."""

import argparse
import pkgutil
import sys

from foundation.config import SettingsError

COMMANDS = {
    "demo": ("slrt.demo.launch:run", "start everything on this machine with demonstration data"),
    "migrate": ("slrt.database:run", "bring SLRT_OWNER_URL's database up to date: roles, migrations, regions"),
    "worker": ("slrt.worker:work", "do the work for later"),
    "schedule": ("slrt.schedule:run", "enqueue what happens by the clock"),
}
"""What each command is and where it lives. Only the one that was typed is loaded: the house takes seconds."""


def main() -> None:
    """Run one command; a missing setting is said in one line."""
    parser = argparse.ArgumentParser(prog="slrt", description="Sistem Layanan dan Rujukan Terpadu")
    listed = parser.add_subparsers(dest="command", required=True)
    for name, (_place, words) in COMMANDS.items():
        listed.add_parser(name, help=words)
    place, _words = COMMANDS[parser.parse_args().command]
    try:
        sys.exit(pkgutil.resolve_name(place)())
    except SettingsError as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
