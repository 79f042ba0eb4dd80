"""What a citizen sends without signing in: papers, an objection, what they say of the result.

Written as the role slrt_public through two functions of the database. They ask for the code and the digits again, so
that whoever does not have both writes nothing, and they hold the limits. A job in the tenant's own context does the
rest (`cases.actions.from_citizens`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import TextClause, text

from cases.actions.attachments import Sent, kept_name, shown_name
from cases.queries.public import tenant_of
from foundation import storage
from foundation.db import db
from foundation.errors import Refused
from foundation.files import BadFile, CleanFile, cleaned
from foundation.tenancy import Context, Reader, enter

_PAPERS = text(
    "SELECT leave_papers(:code, :last4, :paper, CAST(:keys AS text[]), CAST(:names AS text[]), CAST(:types AS text[]),"
    " CAST(:sizes AS int[]), CAST(:bodies AS bytea[]), CAST(:smalls AS bytea[]))"
)
_WORD = text("SELECT leave_word(:code, :last4, :said, :key, :pleased, :words)")


@dataclass(frozen=True)
class Pass:
    """Code and digits, as the citizen has typed them: what opens one case."""

    code: str
    last4: str


@dataclass
class Left:
    """How many files were kept, and why others were not: (name, words)."""

    kept: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def send_papers(holder: Pass, files: Sequence[Sent], document: str, request_key: UUID) -> Left:
    """Keep the files that are what they should be, marked as the citizen's. Each stands alone.

    The same file sent again with the same key is kept once. Ask `queries.follow` first: decoding pictures is work.
    Refused: 404, 409 when the case is closed or has enough.
    """
    left, good = Left(), list[tuple[Sent, CleanFile]]()
    for sent in files:
        try:
            good.append((sent, cleaned(sent.content)))
        except BadFile as fault:
            left.refused.append((shown_name(sent.name, ""), str(fault)))
    if good:
        _leave(holder, _PAPERS, **_columns(holder, good, request_key), paper=document)
    left.kept = len(good)
    return left


def object_to_result(holder: Pass, words: str, request_key: UUID) -> None:
    """Ask for the case to be looked at again. Refused: 404, 409 when it is too late or has been said already."""
    _leave(holder, _WORD, said="objection", key=_key(holder, request_key, "objection"), pleased=None, words=words)


def rate(holder: Pass, satisfied: bool, words: str, request_key: UUID) -> None:
    """Say whether the result helped, once for each result. Refused: 404, 409 when it has been said."""
    _leave(holder, _WORD, said="rating", key=_key(holder, request_key, "rating"), pleased=satisfied, words=words)


def _columns(holder: Pass, good: list[tuple[Sent, CleanFile]], request_key: UUID) -> dict[str, object]:
    digests = [hashlib.sha256(sent.content).hexdigest() for sent, _clean in good]
    once = dict(zip(digests, good, strict=True))
    return {
        "keys": [_key(holder, request_key, digest) for digest in once],
        "names": [kept_name(sent.name, clean.media_type) for sent, clean in once.values()],
        "types": [clean.media_type for _sent, clean in once.values()],
        "sizes": [len(clean.content) for _sent, clean in once.values()],
        "bodies": [storage.sealed(clean.content) for _sent, clean in once.values()],
        "smalls": [storage.sealed(clean.thumbnail) if clean.thumbnail else None for _sent, clean in once.values()],
    }


def _key(holder: Pass, request_key: UUID, what: str) -> str:
    return str(uuid5(request_key, f"{holder.code}:{what}"))


def _leave(holder: Pass, function: TextClause, **values: object) -> None:
    """In a transaction of its own: whoever is signed in besides, here the public writes."""
    tenant = tenant_of(holder.code)
    if tenant is None:
        raise no_such_case()
    with enter(Context(Reader.PUBLIC, tenant_id=tenant.id)), db.engine.begin() as connection:
        outcome = connection.execute(function, {"code": holder.code, "last4": holder.last4, **values}).scalar_one()
    if outcome is None:
        raise no_such_case()
    if outcome == "full":
        message = _("Berkas dari Anda sudah banyak. Bawa sisanya ke kantor SLRT atau Puskesos desa.")
        raise Refused(message, field="files", status=409, code="too_many_files")
    if outcome != "kept":
        message = _("Kasus ini sudah berubah: langkah ini tidak dapat dilakukan lagi. Lihat keadaannya sekarang.")
        raise Refused(message, status=409, code="closed")


def no_such_case() -> Refused:
    """The same words for an unknown code, wrong digits and a case of which nothing is shown."""
    message = _("Kode kasus dan empat angka itu tidak cocok. Periksa tanda terima Anda, lalu coba lagi.")
    return Refused(message, field="code", status=404, code="not_found")
