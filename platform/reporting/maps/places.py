"""The places of each map with their numbers. What is shown above a district has passed through suppression already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reference.tiles import ABBREVIATIONS
from reporting import figures, national
from reporting.maps import queries
from reporting.maps.steps import Drawn, Spot, Value, drawn, late, text_of
from reporting.queries import Office
from reporting.suppression import Hidden


@dataclass(frozen=True)
class Shown:
    """Something that a map can show."""

    label: Any
    about: Any
    """One line under the title: what the number is."""
    value: Callable[[Any], Value]
    is_late: bool = False
    is_share: bool = False


PROVINCE: Mapping[str, Shown] = {
    "late": Shown(_l("Lewat tenggat"), _l("Persen dari kasus terbuka."), lambda line: line.late_share, True, True),
    "open": Shown(_l("Kasus terbuka"), _l("Jumlah kasus yang belum selesai."), lambda line: line.open),
    "intake": Shown(
        _l("Kasus masuk"), _l("Kasus yang didaftarkan dalam 30 hari terakhir."), lambda line: line.intake.now
    ),
    "closed": Shown(_l("Selesai"), _l("Kasus yang sudah ditutup."), lambda line: line.by_stage["closed"]),
}
"""What a province sees of its districts, from `figures.District`."""


def _late_of(line: national.Line) -> Value:
    """A share is held back with the numbers that it is made of."""
    if line.late_share is None and any(isinstance(cell, Hidden) for cell in line.cells[:2]):
        return Hidden.WITHHELD
    return line.late_share


DISTRICTS: Mapping[str, Shown] = {
    "late": Shown(_l("Lewat tenggat"), _l("Persen dari kasus terbuka."), _late_of, True, True),
    "open": Shown(_l("Kasus terbuka"), _l("Jumlah kasus yang belum selesai."), lambda line: line.open),
    "all": Shown(_l("Semua kasus"), _l("Semua kasus yang pernah didaftarkan."), lambda line: line.cells[-1]),
}
"""What the ministry sees of a province's districts, from `national.Line`."""
NATION: Mapping[str, Shown] = {
    "serving": Shown(
        _l("Melayani"),
        _l("Daerah yang mendaftarkan kasus, dari semua kabupaten/kota. Yang baru mulai belum terhitung."),
        lambda line: line.serving,
        is_share=True,
    ),
    **DISTRICTS,
}
"""What the ministry sees of the provinces."""


def of_province(province_code: str, lines: Iterable[figures.District], shown: Shown) -> Drawn:
    """The regencies and cities of a province, each leading to its cases."""
    by_region = {line.tenant.region_code: line for line in lines if line.tenant.kind == "district"}
    behind, due = url_for("reporting.province_cases"), "&due=late" if shown.is_late else ""
    spots = []
    for region in queries.regencies(province_code):
        line = by_region.get(region.code)
        url = f"{behind}?district={line.tenant.id}{due}" if line else ""
        spots.append(_spot(region, line.tenant if line else None, line, shown, url))
    return _stepped(spots, shown)


def of_districts(
    province_code: str, lines: Iterable[national.Line], shown: Shown, offices: Mapping[str, Office]
) -> Drawn:
    """The same for the ministry, from the province's offices by region; nothing lies behind a district's numbers
    there."""
    by_office = {line.id: line for line in lines}
    spots = []
    for region in queries.regencies(province_code):
        office = offices.get(region.code)
        spots.append(_spot(region, office, by_office.get(office.id) if office else None, shown, ""))
    return _stepped(spots, shown)


def of_nation(lines: Mapping[int, national.Line], codes: Mapping[int, str], shown: Shown, measure: str) -> Drawn:
    """The provinces, each leading to the map of its districts; `codes`: the region that each stands for."""
    all_in = queries.regencies_in() if measure == "serving" else {}
    by_code = {codes[id_]: line for id_, line in lines.items() if id_ in codes}
    below = measure if measure in DISTRICTS else "late"
    spots = []
    for region in queries.provinces():
        line = by_code.get(region.code)
        url = url_for("maps.ministry_province", province_id=line.id, ukuran=below) if line else ""
        short = ABBREVIATIONS.get(region.code, region.code)
        if measure == "serving":
            served = _served(line.serving if line else 0, all_in.get(region.code, 0))
            spots.append(Spot(region.code, short, region.name, *served, url))
        else:
            value = shown.value(line) if line else None
            spots.append(Spot(region.code, short, region.name, value, text_of(value, shares=shown.is_share), url))
    return _stepped(spots, shown)


def _served(serving: int, every: int) -> tuple[Value, str]:
    """A share that reads as what it is made of; where nobody serves there is no step."""
    return (serving / every if serving and every else None), f"{serving}/{every}"


def _spot(region: Any, office: Any, line: Any, shown: Shown, url: str) -> Spot:
    value = shown.value(line) if line is not None else None
    text = text_of(value, shares=shown.is_share)
    short = office.code_prefix if office else region.code.rpartition(".")[2]
    return Spot(region.code, short, region.name, value, text, url, "" if office else _("belum ada kantor"))


def _stepped(spots: Sequence[Spot], shown: Shown) -> Drawn:
    return late(spots) if shown.is_late else drawn(spots, shares=shown.is_share)
