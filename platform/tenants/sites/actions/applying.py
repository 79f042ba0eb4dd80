"""A stranger applies for a district. Written as the role slrt_public, which holds no table.

Functions of the database do it, and each asks for the code together with a proof.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import TextClause, text

from foundation import files, storage
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants.sites.queries.applying import NEEDED, Key

MOST_MAILS = 5
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another on paper
_APPLY = text("SELECT site_apply(:region, :code, :secret, :email)")
_WRITE = text("SELECT site_write(:code, :proof, CAST(:said AS jsonb))")
_ENCLOSE = text("SELECT site_enclose(:code, :proof, :sealed, :bytes)")
_SEND = text("SELECT site_send(:code, :proof)")
_CONFIRM = text("SELECT site_confirm(:code, :secret)")
_ANSWER = text("SELECT site_answer(:code, :proof, :words)")


def apply(region_code: str, said: Mapping[str, Any], letter: bytes | None) -> Key:
    """Keep a draft for that district. Refused at `letter`, and (409 `taken`) when it has an office or has applied."""
    clean = _pdf(letter)
    key = Key(_new_code(), str(said["social_email"]).lower())
    if not _ask(_APPLY, region=region_code, code=key.code, secret=secrets.token_urlsafe(24), email=key.proof):
        raise taken()
    _keep(key, said, clean)
    return key


def change(key: Key, said: Mapping[str, Any], letter: bytes | None) -> Key:
    """Write a draft anew, or what was asked back for. Refused at `letter`, and (409) when it is being reviewed."""
    clean = _pdf(letter)
    _keep(key, said, clean)
    return Key(key.code, str(said["social_email"]).lower()) if "@" in key.proof else key


def send(key: Key) -> None:
    """Ask by e-mail whether the address is right. Refused (409) for one that is not complete, or too often."""
    if not _ask(_SEND, code=key.code, proof=key.proof):
        words = _("Permohonan belum lengkap, atau surel konfirmasi sudah dikirim %(most)s kali.", most=MOST_MAILS)
        raise Refused(words, status=409, code="not_sent")


def confirm(key: Key) -> None:
    """The address is right: now it lies on the desk. Refused (409 `taken`) when another one was faster; 404."""
    answer = _ask(_CONFIRM, code=key.code, secret=key.proof)
    if answer == "taken":
        raise taken()
    if answer != "done":
        raise Refused(_("Tautan ini sudah tidak berlaku."), status=404, code="not_found")


def answer(key: Key, words: str) -> None:
    """What the applicant says to the reviewer's question. Refused (409) when nothing is asked."""
    if not _ask(_ANSWER, code=key.code, proof=key.proof, words=words):
        raise Refused(_("Permohonan ini tidak sedang menunggu jawaban."), status=409, code="not_asked")


def taken() -> Refused:
    """There is one already."""
    words = _(
        "Kabupaten/kota ini sudah punya SLRT atau permohonan yang sedang berjalan. Hubungi Dinas Sosial provinsi Anda."
    )
    return Refused(words, field="daerah", status=409, code="taken")


def _keep(key: Key, said: Mapping[str, Any], letter: bytes | None) -> None:
    told = {name: said[name] for name in NEEDED} | {"social_email": str(said["social_email"]).lower()}
    if not _ask(_WRITE, code=key.code, proof=key.proof, said=json.dumps(told)):
        raise Refused(_("Permohonan ini tidak dapat diubah lagi."), status=409, code="not_open")
    moved = Key(key.code, told["social_email"]) if "@" in key.proof else key
    if letter is not None:
        _ask(_ENCLOSE, code=moved.code, proof=moved.proof, sealed=storage.sealed(letter), bytes=len(letter))


def _pdf(raw: bytes | None) -> bytes | None:
    """The letter as it is kept. Refused at `letter` for what is not a harmless PDF."""
    if raw is None:
        return None
    try:
        clean = files.cleaned(raw)
    except files.BadFile as fault:
        raise Refused(str(fault), field="letter", code=fault.fault) from fault
    if clean.media_type != "application/pdf":
        raise Refused(_("Surat harus berupa PDF. Pindai suratnya menjadi PDF."), field="letter", code="not_a_pdf")
    return clean.content


def _new_code() -> str:
    first, second = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))
    return f"DS-{first}-{second}"


def _ask(function: TextClause, **values: object) -> Any:
    """In a transaction of its own: whoever is signed in besides, here the public writes."""
    with enter(Context(Reader.PUBLIC)), db.engine.begin() as connection:
        return connection.execute(function, values).scalar_one()
