"""The translations on disk: messages.po is kept in the repository, messages.mo is compiled from it."""

import os
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
FOLDER = Path(__file__).parent / "translations"


def catalogues() -> list[Path]:
    """The messages.po of every language there is a translation for."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """One language's catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def write(path: Path, catalogue: Catalog) -> None:
    """Write one language's catalogue, sorted, without names and dates that differ at every run."""
    language = path.parts[-3]
    with path.open("wb") as file:
        file.write(_HEADER.format(language=language, plural=catalogue.plural_forms).encode())
        write_po(file, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)


def compile_if_older() -> None:
    """Write each messages.mo that is missing or older than its messages.po (several processes may do so at once)."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    partial = target.with_suffix(f".{os.getpid()}.partial")
    with partial.open("wb") as file:
        write_mo(file, read(source))
    partial.replace(target)
