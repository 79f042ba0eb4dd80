"""What is said when two records of one person become one, and when they are taken apart again."""

from typing import Any

from flask_babel import lazy_gettext as _l

from web.schemas import BaseSchema, Choice, Number, Text

_RECORDS: list[tuple[str, Any]] = [("one", _l("Data pertama")), ("other", _l("Data kedua"))]


def _part(label: Any) -> Choice:
    return Choice(_RECORDS, required=True, label=label)


class MergeSchema(BaseSchema):
    """Two records of one person: which stays, and from which record each part is taken."""

    survivor = _part(_l("Data mana yang dipakai seterusnya?"))
    name = _part(_l("Nama"))
    nik = _part(_l("NIK"))
    sex = _part(_l("Jenis kelamin"))
    birth = _part(_l("Lahir"))
    phone = _part(_l("Telepon"))
    email = _part(_l("Surel"))
    household = _part(_l("Keluarga dan alamat"))
    details = _part(_l("Data sosial lainnya"))
    reason = Text(
        required=True,
        min=5,
        max=200,
        label=_l("Dari mana Anda tahu ini orang yang sama?"),
        hint=_l("Misalnya: KTP asli sudah dilihat di loket."),
    )
    version_one = Number(required=True, min=1)
    version_other = Number(required=True, min=1)


class UnmergeSchema(BaseSchema):
    """Why two records are taken apart again."""

    reason = Text(required=True, min=5, max=200, label=_l("Mengapa penggabungan ini keliru?"))
