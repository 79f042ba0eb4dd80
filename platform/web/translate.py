"""The translators' tool: `python -m web.translate update | check | compile`.

Indonesian text in code and templates is the source. `update` extracts it and merges it into each language's
messages.po, so that only `msgstr` is left to fill; `check` lists what is missing; `compile` writes messages.mo.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from web.catalogues import catalogues, compile_if_older, read, write

ROOT = Path(__file__).resolve().parents[1]
MAPPING = Path(__file__).parent / "babel.cfg"
KEYWORDS = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def extract() -> Catalog:
    """Every message in the rooms, with the file it comes from."""
    with MAPPING.open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog(locale="id", charset="utf-8", project="slrt")
    for name, _line, text, comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        found.add(text, locations=[(Path(name).as_posix(), 0)], auto_comments=comments, context=context)
    return found


def update() -> None:
    """Bring each catalogue up to date with the code: new messages empty, unused ones dropped."""
    template = extract()
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        write(path, catalogue)


def faults() -> list[str]:
    """What keeps a translation from being complete, one line each: empty for a complete one."""
    wanted = [message for message in extract() if message.id]
    return [fault for path in catalogues() for fault in _faults_of(path.parts[-3], read(path), wanted)]


def _faults_of(language: str, catalogue: Catalog, wanted: list[Message]) -> list[str]:
    found = []
    for message in wanted:
        known = catalogue.get(message.id, message.context)
        if known is None or not _is_filled(known):
            found.append(f"{language}: missing: {message.id!r} ({message.locations[0][0]})")
        elif known.fuzzy:
            found.append(f"{language}: fuzzy: {message.id!r}")
        elif _placeholders(known.id) != _placeholders(known.string):
            found.append(f"{language}: placeholders differ: {message.id!r}")
    return found


def _is_filled(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(texts) and all(texts)


def _placeholders(text: str | Sequence[str] | None) -> set[str]:
    texts = (text,) if isinstance(text, str) else text or ()
    return {one or other for part in texts for one, other in PLACEHOLDER.findall(part)}


def main(arguments: list[str]) -> int:
    """Run one of the three commands; `check` answers 1 when something is missing."""
    match arguments:
        case ["update"]:
            update()
            return 0
        case ["compile"]:
            compile_if_older()
            return 0
        case ["check"]:
            found = faults()
            sys.stdout.writelines(f"{line}\n" for line in found)
            return 1 if found else 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
