"""Regions of Indonesia. Reference data: read by everybody, written only by the loader, part of no tenant."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base

PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4


class Region(Base):
    """An administrative area under its Kemendagri code (Kepmendagri 300.2.2-2138/2025).

    Areas split and merge: a code that went out of use keeps its row, closed by `valid_to`, because old cases
    and old identity numbers still name it.
    """

    __tablename__ = "region"
    __table_args__ = (Index("ix_region_children", "parent_code", "name"),)

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    """Dotted, e.g. 33, 33.11, 33.11.01, 33.11.01.2001."""
    level: Mapped[int] = mapped_column(SmallInteger)
    """1 province, 2 regency or city, 3 district (kecamatan), 4 village (desa or kelurahan)."""
    name: Mapped[str] = mapped_column(Text)
    """As in the decree: a regency carries its kind ("Kabupaten Sukoharjo"), a district and a village do not."""
    kind: Mapped[str] = mapped_column(Text)
    """provinsi, kabupaten, kota, kecamatan, distrik (Papua), kelurahan, desa or desa_adat."""
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    valid_from: Mapped[date] = mapped_column(Date)
    """The decree from which this row was read, not the founding of the place."""
    valid_to: Mapped[date | None] = mapped_column(Date)
    """The first day on which the code was no longer in use."""

    @property
    def title(self) -> str:
        """The name as people say it: "Desa Lalang", "Kecamatan Manggar", "Kabupaten Belitung Timur"."""
        if self.level < DISTRICT:
            return self.name
        return f"{self.kind.replace('_', ' ').title()} {self.name}"
