"""The written notice that the law wants within 3 x 24 hours, drafted: official Indonesian, whoever reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cases.indonesian import long_date, plain_date
from foundation.clock import today
from privacy.models import Breach
from tenants.office_time import office_day
from tenants.subjects import TenantInfo

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "identity": "nama, NIK, nomor KK, dan alamat",
        "contact": "nomor telepon dan surel",
        "health": "data kesehatan dan disabilitas",
        "money": "data penghasilan dan pengeluaran",
        "children": "data anak",
        "case": "isi kasus dan rujukan",
        "files": "foto dan berkas",
    }
)


@dataclass(frozen=True)
class Notice:
    """A letter to print: who it is to, and its paragraphs."""

    place_and_date: str
    addressee: str
    subject: str
    paragraphs: list[str]
    sender: str


def to_agency(breach: Breach, tenant: TenantInfo, people: int) -> Notice:
    """To the agency for the protection of personal data."""
    return _notice(
        breach, tenant, "Lembaga Pelindungan Data Pribadi, di Jakarta",
        f"Jumlah orang yang datanya terdampak, sejauh diketahui: {people}.",
        "Demikian pemberitahuan ini kami sampaikan menurut Pasal 46 Undang-Undang Nomor 27 Tahun 2022.",
    )  # fmt: skip


def to_citizen(breach: Breach, tenant: TenantInfo, name: str) -> Notice:
    """To one of those whose data it touched."""
    contact = f" Telepon {tenant.phone}." if tenant.phone else ""
    advice = f"Yang dapat Anda lakukan: {breach.advice}" if breach.advice else ""
    return _notice(
        breach, tenant, f"{name}", advice,
        "Anda berhak bertanya, meminta salinan data Anda, dan meminta perbaikan atau pembatasan di kantor kami."
        + contact,
    )  # fmt: skip


def _notice(breach: Breach, tenant: TenantInfo, addressee: str, *besides: str) -> Notice:
    written = today(tenant.timezone)
    found = office_day(breach.found_at, tenant.timezone)
    kinds = ", ".join(KINDS[slug] for slug in breach.kinds)
    told = [
        f"Pada {long_date(found)} kami mengetahui kegagalan pelindungan data pribadi, dan memberitahukannya di sini.",
        f"Apa yang terjadi: {breach.what}",
        f"Data yang terbuka: {kinds}.",
        f"Kapan dan bagaimana terbuka: {breach.happened}. {breach.how}",
        f"Penanganan dan pemulihan: {breach.remedy}",
        *besides,
    ]
    return Notice(
        place_and_date=f"{tenant.seat or tenant.name}, {plain_date(written)}",
        addressee=addressee,
        subject="Pemberitahuan kegagalan pelindungan data pribadi",
        paragraphs=[paragraph for paragraph in told if paragraph],
        sender=f"{tenant.office} {tenant.full_name}",
    )
