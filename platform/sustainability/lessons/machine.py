"""Which steps a practice note may take, who may take them, and from which side. One table."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class State(StrEnum):
    """Where a note stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SUBMITTED = "submitted"
    QUESTIONED = "questioned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Move:
    """One step."""

    name: str
    sources: tuple[State, ...]
    target: State
    permission: str
    label: LazyString
    """On the button."""
    past: LazyString
    """In the story."""
    asks: LazyString | None = None
    """What has to be said with it; None when nothing."""
    shown: bool = True
    """Whether the other side may read of it."""


EDITABLE = (State.DRAFT, State.QUESTIONED)
SEEN_ABOVE = (State.SUBMITTED, State.QUESTIONED, State.PUBLISHED, State.WITHDRAWN)
"""What a province reads of its districts' notes."""

STATE_TAGS: dict[State, tuple[LazyString, str, str]] = {
    State.DRAFT: (_l("Draf"), "", "ring"),
    State.PROPOSED: (_l("Menunggu persetujuan manajer"), "wait", "half"),
    State.SUBMITTED: (_l("Ditinjau provinsi"), "wait", "half"),
    State.QUESTIONED: (_l("Ditanya provinsi"), "wait", "back"),
    State.PUBLISHED: (_l("Terbit"), "done", "check"),
    State.WITHDRAWN: (_l("Ditarik"), "stop", "dash"),
}

_AT_HOME = (
    Move("propose", EDITABLE, State.PROPOSED, "lesson:write", _l("Ajukan ke manajer"), _l("Diajukan ke manajer"),
         shown=False),
    Move("send_back", (State.PROPOSED,), State.DRAFT, "lesson:approve", _l("Kembalikan ke penulis"), _l("Dikembalikan"),
         _l("Apa yang perlu diperbaiki"), shown=False),
    Move("approve", (State.PROPOSED,), State.SUBMITTED, "lesson:approve", _l("Setujui dan kirim ke provinsi"),
         _l("Disetujui manajer, dikirim ke provinsi")),
    Move("take_back", (State.PUBLISHED,), State.WITHDRAWN, "lesson:approve", _l("Tarik dari peredaran"),
         _l("Ditarik daerah"), _l("Mengapa ditarik")),
)  # fmt: skip
_ABOVE = (
    Move("question", (State.SUBMITTED,), State.QUESTIONED, "lesson:review", _l("Kirim pertanyaan"),
         _l("Provinsi bertanya"), _l("Apa yang perlu dijelaskan atau dihapus")),
    Move("publish", (State.SUBMITTED,), State.PUBLISHED, "lesson:review", _l("Terbitkan"), _l("Diterbitkan provinsi")),
    Move("withdraw", (State.PUBLISHED,), State.WITHDRAWN, "lesson:review", _l("Tarik dari peredaran"),
         _l("Ditarik provinsi"), _l("Mengapa ditarik")),
)  # fmt: skip
MOVES = {move.name: move for move in (*_AT_HOME, *_ABOVE)}
DISTRICT_MOVES = tuple(move.name for move in _AT_HOME)
