"""Text with named fields in braces: "Dengan hormat, {name}". Nothing else is understood in it, so nothing can run."""

import re
from collections.abc import Collection, Mapping

_FIELD = re.compile(r"\{([^{}\n]*)\}")


class BrokenTemplate(ValueError):
    """A brace that opens or closes nothing."""


def fields_in(template: str) -> list[str]:
    """The names of the fields, each once, in order. Raises BrokenTemplate."""
    if "{" in (rest := _FIELD.sub("", template)) or "}" in rest:
        raise BrokenTemplate
    return list(dict.fromkeys(name.strip() for name in _FIELD.findall(template)))


def unknown_fields(template: str, known: Collection[str]) -> list[str]:
    """Names that mean nothing. Raises BrokenTemplate."""
    return [name for name in fields_in(template) if name not in known]


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with the values put in; what has no value becomes nothing. Values are not looked at for fields again."""
    return _FIELD.sub(lambda found: values.get(found[1].strip(), ""), template).strip()
