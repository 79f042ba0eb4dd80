"""What several of the room's schemas need: the fields that can be shared, a note, the version last seen."""

from typing import Any

from flask_babel import lazy_gettext as _l

from web.schemas import Number, Text

SHARED_FIELDS = [
    ("name", _l("Nama")),
    ("nik", _l("NIK lengkap")),
    ("birth", _l("Tempat dan tanggal lahir")),
    ("village", _l("Desa atau kelurahan")),
    ("address", _l("Alamat lengkap")),
    ("place", _l("Titik lokasi dan patokan")),
    ("phone", _l("Nomor telepon")),
    ("summary", _l("Masalah, satu kalimat")),
    ("story", _l("Cerita warga selengkapnya")),
    ("done", _l("Apa yang sudah dilakukan SLRT")),
]
"""What an agency may be told about a citizen, each only when chosen and consented (UU 27/2022)."""

CONSENT_FIELDS = [*SHARED_FIELDS, ("files", _l("Foto dan berkas pendukung"))]
"""What a citizen can agree to share: the fields of a packet, and the papers that go with it."""

USUAL_FIELDS = ["name", "birth", "village", "summary", "done"]
"""Chosen beforehand: what an agency needs to find the person, not more."""


def version() -> Number:
    """The version last seen: a stale form is told so."""
    return Number(required=True, min=1, label=_l("Versi"))


def note(required: bool, label: Any, hint: Any = "") -> Text:
    """Words that go with something."""
    return Text(required=required, max=4000, multiline=True, label=label, hint=hint)
