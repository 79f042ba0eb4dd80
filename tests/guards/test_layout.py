"""The layout of the house: rooms, file sizes, templates, migrations."""

import ast
import tomllib
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask

LONGEST = 500
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}
DOORS = {"pages", "api", "web", "jobs", "cli"}


def _sources(root: Path) -> list[Path]:
    folders = ("platform", "migrations", "tests", "bench")
    return [
        path
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".html", ".css", ".js")
    ]


def test_the_rooms_are_those_pyproject_names(root: Path) -> None:
    named = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["uv"]["build-backend"]["module-name"]
    standing = sorted(
        path.name for path in (root / "platform").iterdir() if path.is_dir() and path.name != "__pycache__"
    )
    assert standing == sorted(named)
    assert not (root / "platform" / "__init__.py").exists(), "a package named platform shadows the standard library's"


def test_no_file_is_longer_than_the_ceiling(root: Path) -> None:
    long = {str(p.relative_to(root)): n for p in _sources(root) if (n := p.read_text().count("\n")) > LONGEST}
    assert not long


def test_no_file_is_named_for_leftovers(root: Path) -> None:
    assert not [str(path) for path in _sources(root) if path.stem in FORBIDDEN_NAMES]


def test_no_import_hides_inside_a_function(root: Path) -> None:
    hidden = [
        f"{path.relative_to(root)}:{inner.lineno}"
        for path in (root / "platform").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_there_is_one_migration_head(root: Path) -> None:
    script = ScriptDirectory.from_config(Config(root / "migrations" / "alembic.ini"))
    assert len(script.get_heads()) == 1


def test_every_decision_has_a_number_of_its_own(root: Path) -> None:
    files = sorted((root / "docs" / "decisions").glob("*.md"))
    assert [file.name[:4] for file in files] == [f"{n:04d}" for n in range(1, len(files) + 1)]
    assert [file.read_text()[2:6] for file in files] == [file.name[:4] for file in files]


def test_every_template_parses(app: Flask) -> None:
    names = app.jinja_env.list_templates(extensions=["html"])
    assert len(names) > 20
    for name in names:
        app.jinja_env.get_template(name)


@pytest.mark.parametrize("word", ["style=", "onclick=", "javascript:"])
def test_no_template_has_what_the_content_policy_forbids(root: Path, word: str) -> None:
    assert not [str(path) for path in (root / "platform").rglob("*.html") if word in path.read_text()]
