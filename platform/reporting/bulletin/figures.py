"""The numbers of a bulletin: those that were published of its district, and nothing else (decision 0030)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from reporting.figures import cell_text, widths
from reporting.opendata.datasets import DATASETS, TOTAL, Words
from reporting.suppression import Cell, Hidden
from web.formats import in_a_sentence


@dataclass(frozen=True)
class Bar(Words):
    """A category: how it reads in both languages, and its number."""

    n: Cell


@dataclass(frozen=True)
class Topic:
    """One data set of the district: its total, the one of the quarter before, and its categories."""

    dataset: str
    total: Cell
    before: Cell | None
    """None when the quarter before was not published."""
    bars: Sequence[Bar]

    @property
    def title(self) -> str:
        """What it is about, in words that need no explaining."""
        return {
            "kasus-masuk": _("Apa yang disampaikan warga"),
            "kasus-selesai": _("Urusan warga yang selesai"),
            "rujukan": _("Jawaban dinas dan lembaga lain"),
        }[self.dataset]

    @property
    def unit(self) -> Any:
        """What is counted."""
        return DATASETS[self.dataset].unit

    @property
    def percents(self) -> list[float]:
        """How long each bar is; 0 where the number is held back."""
        return widths([bar.n for bar in self.bars])

    def told(self) -> str:
        """The topic in plain words: how many, how many before, and the part that matters most."""
        return " ".join(part for part in (self._how_many(), self._before(), self._part()) if part)

    def _how_many(self) -> str:
        n = cell_text(self.total)
        return {
            "kasus-masuk": _("%(n)s keluhan, pertanyaan, saran, dan permintaan warga dicatat.", n=n),
            "kasus-selesai": _("%(n)s urusan warga selesai.", n=n),
            "rujukan": _("%(n)s urusan warga ditunggu jawabannya dari dinas atau lembaga yang berwenang.", n=n),
        }[self.dataset]

    def _before(self) -> str:
        if self.before is None or isinstance(self.before, Hidden) or isinstance(self.total, Hidden):
            return ""
        return _("Triwulan sebelumnya %(n)s.", n=cell_text(self.before))

    def _part(self) -> str:
        """Of what was brought the largest sector whose number may be told; of what was promised what was kept."""
        known = {bar.label_id: bar for bar in self.bars if not isinstance(bar.n, Hidden) and bar.n}
        if self.dataset == "kasus-masuk" and known:
            first = max(known.values(), key=lambda bar: bar.n)  # type: ignore[arg-type, return-value]
            return _("Paling banyak tentang %(label)s: %(n)s.", label=in_a_sentence(first.label), n=cell_text(first.n))
        kept = (
            known.get(DATASETS[self.dataset].categories["in_time"].label_id) if self.dataset != "kasus-masuk" else None
        )
        if kept is None:
            return ""
        if self.dataset == "kasus-selesai":
            return _("%(n)s selesai paling lambat pada hari yang dijanjikan.", n=cell_text(kept.n))
        return _("%(n)s dijawab tepat waktu.", n=cell_text(kept.n))


def topics_of(cells: Mapping[str, Mapping[str, Cell]], before: Mapping[str, Mapping[str, Cell]]) -> list[Topic]:
    """From the published cells of a district, by data set and category, and those of the quarter before."""
    return [_topic(slug, cells[slug], before.get(slug, {})) for slug in DATASETS if slug in cells]


def kept(topics: Sequence[Topic]) -> list[dict[str, Any]]:
    """As JSON, to be frozen with the bulletin."""
    return [
        {
            "dataset": topic.dataset,
            "total": _as_json(topic.total),
            "before": None if topic.before is None else _as_json(topic.before),
            "bars": [{**asdict(bar), "n": _as_json(bar.n)} for bar in topic.bars],
        }
        for topic in topics
    ]


def as_kept(told: Sequence[Mapping[str, Any]]) -> list[Topic]:
    """The topics again."""
    return [
        Topic(
            each["dataset"],
            _from_json(each["total"]),
            None if each["before"] is None else _from_json(each["before"]),
            [Bar(bar["label_id"], bar["label_en"], _from_json(bar["n"])) for bar in each["bars"]],
        )
        for each in told
    ]


def _topic(slug: str, cells: Mapping[str, Cell], before: Mapping[str, Cell]) -> Topic:
    categories = DATASETS[slug].categories
    bars = [Bar(**vars(words), n=cells[each]) for each, words in categories.items() if cells.get(each)]
    return Topic(slug, cells[TOTAL], before.get(TOTAL), bars)


def _as_json(cell: Cell) -> int | str:
    return cell.value if isinstance(cell, Hidden) else cell


def _from_json(told: int | str) -> Cell:
    return told if isinstance(told, int) else Hidden(told)
