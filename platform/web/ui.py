"""The components: every macro under templates/components/ hangs on the template global `ui`, no import needed."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from jinja2 import Environment

from web.i18n import current_language, current_timezone

FOLDER = Path(__file__).parent / "templates" / "components"
MOST_DRAWN = 2_000
"""Sights of one component kept per language; then it begins anew."""


WORDLESS = ("icon", "logo", "shape")
"""They say nothing, so that they look the same in every language and on every page: each is drawn once."""


class Drawn(dict[Any, Any]):
    """What a component looks like for the arguments it was already asked for: `drawn[days]`, `drawn[label, tone]`."""

    def __init__(self, macro: Callable[..., Any]) -> None:
        super().__init__()
        self._macro = macro

    def __missing__(self, arguments: Any) -> Any:
        if len(self) >= MOST_DRAWN:
            self.clear()
        drawn = self._macro(*arguments) if isinstance(arguments, tuple) else self._macro(arguments)
        self[arguments] = drawn
        return drawn


class Components:
    """`ui.tag(…)` finds the macro `tag` in whichever component file defines it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._drawn: dict[tuple[Any, str, str], Drawn] = {}

    def drawn(self, of: Any) -> Drawn:
        """The component of that name, or a macro that a template imports without context, for use in the rows of a
        list: each sight of it is rendered once per language and time zone, and kept.

        Only for those whose look depends on their arguments and these two alone: tags, deadlines, icons.
        """
        key = (of, current_language(), current_timezone())
        if key not in self._drawn or current_app.debug:
            self._drawn[key] = Drawn(getattr(self, of) if isinstance(of, str) else of)
        return self._drawn[key]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        macros = self._load()
        if name not in macros:
            raise AttributeError(f"no component {name!r} in web/templates/components")
        if not current_app.debug:  # found here from now on, without asking this method
            vars(self).update(macros)
        return macros[name]

    def _load(self) -> dict[str, Any]:
        macros: dict[str, Any] = {}
        for path in sorted(FOLDER.glob("*.html")):
            module = self._environment.get_template(f"components/{path.name}").module
            macros.update({name: macro for name, macro in vars(module).items() if callable(macro)})
        return macros | {name: lru_cache(1024)(macros[name]) for name in WORDLESS}


def init_app(app: Flask) -> None:
    """Offer `ui` to every template."""
    app.jinja_env.globals["ui"] = Components(app.jinja_env)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
