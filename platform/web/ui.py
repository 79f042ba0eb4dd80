"""The components: every macro under templates/components/ hangs on the template global `ui`, no import needed."""

from pathlib import Path
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment

FOLDER = Path(__file__).parent / "templates" / "components"


class Components:
    """`ui.tag(…)` finds the macro `tag` in whichever component file defines it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._macros: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._macros or current_app.debug:
            self._macros = self._load()
        try:
            return self._macros[name]
        except KeyError:
            raise AttributeError(f"no component {name!r} in web/templates/components") from None

    def _load(self) -> dict[str, Any]:
        macros: dict[str, Any] = {}
        for path in sorted(FOLDER.glob("*.html")):
            module = self._environment.get_template(f"components/{path.name}").module
            macros.update({name: macro for name, macro in vars(module).items() if callable(macro)})
        return macros


def init_app(app: Flask) -> None:
    """Offer `ui` to every template."""
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
