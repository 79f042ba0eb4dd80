"""What a pasted report leaves behind with its draft: sealed, because numbers stand in it in clear."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from foundation.crypto import vault

_PURPOSE = "case_draft.report"


@dataclass(frozen=True)
class KeptReport:
    """A report on its way to a case."""

    person: dict[str, str] = field(default_factory=dict)
    """What was read about the person, by the fields of PersonSchema."""
    facts: list[list[str]] = field(default_factory=list)
    """(words, value) of what has no field of its own."""
    unread: list[list[str]] = field(default_factory=list)
    """(line, reason or nothing) of what was not understood."""

    @property
    def note(self) -> str:
        """What goes into the story of the case beside the citizen's words. Indonesian: it is for the file."""
        facts = [f"{words}: {value}" for words, value in self.facts]
        unread = [line.strip() for line, _reason in self.unread]
        told = ["Dari laporan WhatsApp", *facts] if facts else []
        return "\n".join([*told, *(["Tidak terbaca dari laporan WhatsApp", *unread] if unread else [])])


def sealed(report: KeptReport) -> bytes:
    """As it lies in the database."""
    return vault().encrypt(json.dumps(asdict(report), ensure_ascii=False), _PURPOSE)


def opened(cipher: bytes | None) -> KeptReport | None:
    """The report again; None for a draft that did not begin with one."""
    known: dict[str, Any] | None = json.loads(vault().decrypt(cipher, _PURPOSE)) if cipher is not None else None
    return KeptReport(**known) if known is not None else None
