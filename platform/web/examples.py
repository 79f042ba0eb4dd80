"""What /design shows: invented data that puts every component into every state."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from web.forms import Form
from web.rows import FigureCell, FigureRow
from web.schemas import BaseSchema, Choice, Choices, Day, Number, Secret, Text
from web.shell import NavItem, Shell

_AGENCIES = [("rsud", "RSUD Muhammad Zein"), ("bpjs", "BPJS Kesehatan")]
_PEOPLE = [
    ("1", "Junaidi", "1906••••••••0001 · Desa Lalang"),
    ("2", "Junaedi", "1906••••••••0004 · Desa Gantung"),
]


class Example(BaseSchema):
    """One field of each kind."""

    name = Text(required=True, max=120, label=_l("Nama sesuai KTP"))
    nickname = Text(max=60, label=_l("Nama panggilan"))
    nik = Text(required=True, max=20, label=_l("NIK"), hint=_l("16 angka di KTP. Spasi boleh."))
    born = Day(required=True, label=_l("Tanggal lahir"))
    size = Number(required=True, min=1, max=30, label=_l("Jumlah anggota keluarga"))
    story = Text(
        required=True, max=4000, multiline=True, label=_l("Keluhan"), hint=_l("Dengan kata-kata warga sendiri.")
    )
    district = Choice([("manggar", "Manggar"), ("gantung", "Gantung")], required=True, label=_l("Kecamatan"))
    consent = Choices(_AGENCIES, label=_l("Boleh dibagikan ke"))
    person = Choice(_PEOPLE, required=True, label=_l("Siapa orangnya?"))
    password = Secret(required=True, label=_l("Kata sandi"))
    agree = fields.Boolean(metadata={"label": _l("Warga setuju datanya dicatat")})


def for_design_page(mode: str) -> dict[str, Any]:
    """Everything the page's template needs; `mode` colours the frame: "practice" or "glass"."""
    return {
        "shell": _shell(mode if mode in {"practice", "glass"} else ""),
        "filled": Form.blank(Example(), {"name": "Sumiati", "consent": ["rsud"], "person": "1", "agree": True}),
        "wrong": _wrong_form(),
        "tags": _tags(),
        "cases": _cases(),
        "figure_rows": _figure_rows(),
    }


def _figure_rows() -> list[FigureRow]:
    def cells(late: FigureCell, share: float | None, n: int | str) -> tuple[FigureCell, ...]:
        marked = share is not None and share > 0.2
        last = FigureCell(_("Semua"), n, is_quiet=isinstance(n, str))
        return late, FigureCell(_("Persen"), share, is_late=marked), last

    late = _("Lewat")
    return [
        FigureRow("Belitung", cells(FigureCell(late, 12, url="#", hint=_("lewat tenggat")), 0.24, 1240), "#"),
        FigureRow("Bangka", cells(FigureCell(late, 3, url="#"), 0.04, 871), "#"),
        FigureRow("Bangka Selatan", cells(FigureCell(late, 0), None, _("ditahan"))),
        FigureRow(_("Semua daerah"), cells(FigureCell(late, 15), 0.11, 2114), is_sum=True),
    ]


def _wrong_form() -> Form:
    form = Form.read(
        Example(), MultiDict({"name": "Sumiati", "nik": "1906 0152 0472 000", "size": "banyak", "story": "…"})
    )
    form.add_error("nik", _("NIK kurang 1 angka: isi 16 angka"))
    return form


def _shell(mode: str) -> Shell:
    texts = {
        "practice": (_("Mode latihan. Data di sini contoh dan dihapus 30 November 2026."), _("Keluar dari latihan")),
        "glass": (
            _("Akses darurat ke Belitung Timur sampai 15.40. Dinas Sosial setempat sudah diberi tahu."),
            _("Tutup sekarang"),
        ),
        "": ("", ""),
    }
    return Shell(
        brand="SLRT Belitung Timur",
        unit="Dinas Sosial",
        user="Rina Marlina",
        role="Back office",
        initials="RM",
        navigation=[
            NavItem(_("Komponen"), "/design"),
            NavItem(_("Antrean"), "#antrean", 47),
            NavItem(_("Rujukan"), "#rujukan", 12),
            NavItem(_("Warga dan keluarga"), "#warga"),
            NavItem(_("Pemutakhiran data"), "#data", 18_204),
        ],
        bottom=[
            NavItem(_("Antrean"), "#antrean", icon="queue"),
            NavItem(_("Cari"), "#cari", icon="search"),
            NavItem(_("Daftarkan"), "#daftar", icon="plus"),
            NavItem(_("Lainnya"), "/design", icon="more"),
        ],
        search_url="/design",
        mode=mode,
        mode_text=texts[mode][0],
        mode_link=texts[mode][1],
        mode_url="/design" if mode else "",
        signout_url="/design",
        account_url="#akun",
    )


def _tags() -> list[tuple[str, str, str]]:
    return [
        (_("Terdaftar"), "", "ring"),
        (_("Cek data"), "", "half"),
        (_("Analisis"), "go", "half"),
        (_("Perlu perbaikan"), "wait", "pause"),
        (_("Menunggu penetapan"), "wait", "square"),
        (_("Ditetapkan"), "go", "block"),
        (_("Ditangani sendiri"), "go", "dot"),
        (_("Dirujuk"), "go", "arrow"),
        (_("Diterima OPD"), "go", "diamond"),
        (_("Ditolak OPD"), "stop", "cross"),
        (_("Dikembalikan"), "stop", "back"),
        (_("Selesai"), "done", "check"),
        (_("Ditutup"), "done", "dash"),
        (_("Darurat"), "urgent", "bang"),
        (_("Terlambat"), "stop", "tri"),
    ]


def _cases() -> list[dict[str, Any]]:
    return [
        {"code": "BLT-26-004102", "name": "Rosmala", "nik": "1906••••••••0003", "village": "Jangkar Asam", "due": -5},
        {
            "code": "BLT-26-004209",
            "name": "Tjhin Mei Lan",
            "nik": "1906••••••••0006",
            "village": "Kurnia Jaya",
            "due": 0,
        },
        {
            "code": "BLT-26-004234",
            "name": "Herman Saputra",
            "nik": "1906••••••••0010",
            "village": "Simpang Tiga",
            "due": 4,
        },
    ]
