"""What people type about lessons. Everything that leaves the district refuses numbers of people."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates, validates_schema

from foundation.clock import today
from sustainability.lessons.personal import SharedText
from sustainability.lessons.words import TOPICS
from sustainability.models.about import MOST_RUPIAH
from sustainability.words import options
from web.schemas import BaseSchema, Choice, Day, Number, Rupiah, Text


class LessonSchema(BaseSchema):
    """A practice note."""

    title = SharedText(required=True, max=120, label=_l("Judul"), hint=_l("Apa yang berhasil, dalam satu kalimat"))
    topic = Choice(options(TOPICS), required=True, label=_l("Tentang apa"))
    problem = SharedText(required=True, max=2000, multiline=True, label=_l("Apa masalahnya"))
    done = SharedText(
        required=True,
        max=4000,
        multiline=True,
        label=_l("Apa yang dilakukan"),
        hint=_l("Langkah demi langkah, sehingga daerah lain dapat menirunya. Tanpa nama warga."),
    )
    cost = Rupiah(
        load_default=None,
        allow_none=True,
        min=0,
        max=MOST_RUPIAH,
        label=_l("Biayanya, rupiah"),
        hint=_l("Kosong: belum dihitung"),
    )
    result = SharedText(
        required=True,
        max=2000,
        multiline=True,
        label=_l("Apa hasilnya"),
        hint=_l("Angka sebelum dan sesudah, bila ada"),
    )


class RemarkSchema(BaseSchema):
    """What is said with a step."""

    remark = SharedText(required=True, max=1000, multiline=True, label=_l("Penjelasan"))


class PublishSchema(BaseSchema):
    """Publishing needs a look at what no machine finds."""

    looked = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Saya sudah memeriksa: tulisan dan berkasnya tidak memuat nama, alamat, atau foto warga")
        },
    )

    @validates("looked")
    def has_looked(self, looked: bool, **_options: Any) -> None:
        """Not by habit."""
        if not looked:
            raise ValidationError(_("Periksa tulisan dan berkasnya, lalu centang"))


class SearchSchema(BaseSchema):
    """What is looked for among lessons."""

    q = Text(max=100, label=_l("Cari pelajaran"))
    topic = Choice(options(TOPICS), label=_l("Tentang apa"))


class LessonQuestionSchema(BaseSchema):
    """A question to the origin of a note."""

    question = SharedText(required=True, max=1000, min=10, multiline=True, label=_l("Pertanyaan untuk daerah ini"))


class LessonReplySchema(BaseSchema):
    """The origin's answer."""

    answer = SharedText(required=True, max=2000, multiline=True, label=_l("Jawaban"))


class EventSchema(BaseSchema):
    """A meeting for exchange."""

    title = SharedText(required=True, max=120, label=_l("Nama pertemuan"))
    about = SharedText(required=True, max=1000, multiline=True, label=_l("Membahas apa"))
    held_on = Day(required=True, label=_l("Tanggal"))
    place = SharedText(required=True, max=200, label=_l("Tempat"), hint=_l("Gedung dan kota, atau alamat rapat daring"))

    @validates_schema
    def lies_ahead(self, data: dict[str, Any], **_options: Any) -> None:
        """One invites to what is to come."""
        if data["held_on"] < today("Asia/Jayapura"):
            raise ValidationError(_("Tanggal ini sudah lewat"), "held_on")


class GuestSchema(BaseSchema):
    """How many people come."""

    people = Number(required=True, min=1, max=500, label=_l("Berapa orang yang ikut"))


class OutcomeSchema(BaseSchema):
    """What came of a meeting."""

    outcome = SharedText(required=True, max=2000, multiline=True, label=_l("Hasil pertemuan"))


class PromiseSchema(BaseSchema):
    """What a region will do afterwards."""

    promise = SharedText(required=True, max=300, label=_l("Apa yang akan dilakukan daerah ini"))
    due_on = Day(required=True, label=_l("Paling lambat"))

    @validates_schema
    def lies_ahead(self, data: dict[str, Any], **_options: Any) -> None:
        """Promised for later."""
        if data["due_on"] < today("Asia/Jayapura"):
            raise ValidationError(_("Tanggal ini sudah lewat"), "due_on")
