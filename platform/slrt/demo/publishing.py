"""What the demonstration's districts tell: open data of the quarters behind us, a bulletin of the last, reports."""

from collections.abc import Sequence

from reporting.bulletin import actions as bulletins
from reporting.opendata.jobs import publish_open_data
from reporting.schedules import actions as schedules
from reporting.spans import Span
from reporting.tables import actions as tables
from reporting.tables.definitions import Definition
from slrt.demo.sites import Office

_OPENING = (
    "Terima kasih kepada semua warga yang datang, dan kepada para fasilitator yang menjemput mereka yang tidak dapat"
    " datang.\nPaling banyak warga bertanya tentang jaminan kesehatan yang tidak aktif. Sebagian besar aktif kembali."
)
_ADVICE = (
    "Datanglah ke Puskesos desa atau Sekretariat SLRT dengan KTP dan Kartu Keluarga, Senin sampai Jumat, pukul 08.00"
    " sampai 15.00. Layanan ini tanpa biaya."
)

_SUBMITTED = 2
"""The version of a bulletin that was written once and then submitted."""


def publish(offices: Sequence[Office], public_url: str) -> None:
    """Through the same actions as ever. Commits."""
    newest = (publish_open_data() or [None])[-1]
    for office in offices:
        if newest is not None:
            office.do("manager", lambda: _write(newest))
            if office.place.prefix != "TJB":  # one still waits for its head
                address = f"{public_url}/buletin/{office.place.prefix}/{newest.slug}"
                office.do("head", lambda to=address: bulletins.publish(newest, to, _SUBMITTED))
        office.do("manager", _keep_tables)


def _write(quarter: Span) -> None:
    bulletins.submit(quarter, bulletins.write(quarter, _OPENING, _ADVICE, 0).version)


def _keep_tables() -> None:
    by_month = tables.save("Kasus masuk per bulan", Definition("cases_opened", "month", period="last_12_months"), True)
    by_sector = Definition("cases_opened", "sector", columns="month", period="last_quarter")
    kept = [str(each.id) for each in (by_month, tables.save("Kasus masuk menurut sektor", by_sector, True))]
    told = {"name": "Laporan bulanan SLRT", "every": "month", "language": "id"}
    schedules.schedule({**told, "tables": kept, "recipients": [by_month.membership_id]})
