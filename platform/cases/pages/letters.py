"""The signed letter itself."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from cases import queries
from cases.actions.letters.issuing import sample_letter
from cases.pages.blueprint import cases
from tenants import access
from tenants.access import subject
from web.downloads import file_answer


@cases.get("/pengaturan/kop-surat/contoh.pdf")
@access.permits("settings:manage")
def letterhead_sample() -> ResponseReturnValue:
    """A letter about nobody, to see the letterhead on paper."""
    return file_answer(sample_letter(), "application/pdf", "contoh-kop-surat.pdf")


@cases.get("/surat/<int:letter_id>.pdf")
@access.signed_in
def letter(letter_id: int) -> ResponseReturnValue:
    """As it was signed. Staff of the site, or the agency it is addressed to."""
    if not (subject().may("case:read") or subject().may("referral:answer")):
        abort(404)
    file = queries.letter_file(letter_id)
    answer = Response(file.pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=file.filename)
    return answer
