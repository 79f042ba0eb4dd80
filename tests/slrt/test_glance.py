"""A start looks before it loads anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from foundation.services import Postgres
from slrt import cli, glance
from slrt.demo.accounts import SIGN_INS
from tenants.permissions import ROLE_PERMISSIONS, SECOND_FACTOR_ROLES

HEAVY = {"flask", "sqlalchemy", "alembic", "fpdf", "lokal", "slrt.app"}


def test_the_head_is_told_from_file_names(root: Path) -> None:
    assert glance.head() == ScriptDirectory.from_config(Config(root / "migrations" / "alembic.ini")).get_current_head()


def test_a_migrated_database_is_current_and_an_empty_one_is_not(postgres: Postgres, admin_url: str, world) -> None:
    assert glance.is_current(admin_url)
    assert glance.holds_tenants(admin_url)
    glance.create_if_missing(postgres.url, "slrt_empty")
    assert not glance.is_current(postgres.url_for("postgres", "slrt_empty"))
    glance.rename(postgres.url, "slrt_empty", "slrt_named")
    assert not glance.holds_database(postgres.url, "slrt_empty")
    assert glance.holds_database(postgres.url, "slrt_named")
    glance.drop_if_there(postgres.url, "slrt_named")
    assert not glance.holds_database(postgres.url, "slrt_named")


@pytest.mark.parametrize(
    ("admin_url", "password", "expected"),
    [
        (
            "postgresql://postgres@/slrt?host=/tmp/pg&port=5432",
            "",
            "postgresql://slrt_app@/slrt?host=/tmp/pg&port=5432",
        ),
        ("postgresql://root:x@db:5433/slrt", "a/b", "postgresql://slrt_app:a%2Fb@db:5433/slrt"),
    ],
)
def test_the_applications_address_is_the_administrators_with_another_login(
    admin_url: str, password: str, expected: str
) -> None:
    assert glance.as_app(admin_url, password) == expected


def test_the_launcher_loads_nothing_of_the_house(root: Path) -> None:
    script = f"import sys; import slrt.cli, slrt.demo.launch; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(root / "platform")},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_is_there(command: str, root: Path) -> None:
    module, _colon, function = cli.COMMANDS[command][0].partition(":")
    source = (root / "platform" / Path(*module.split("."))).with_suffix(".py").read_text()
    assert f"def {function}(" in source


def test_the_first_screen_names_one_of_each_role_and_whose_password_is_not_enough() -> None:
    assert [one.role for one in SIGN_INS if one.second_factor] == [
        one.role for one in SIGN_INS if one.role in SECOND_FACTOR_ROLES
    ]
    assert {one.role for one in SIGN_INS} == set(ROLE_PERMISSIONS)
