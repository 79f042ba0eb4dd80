"""How long published data may be kept, and how a copy is recognised. What is published is the same for every reader."""

from hashlib import sha256

from flask import Response, request

from reporting.opendata.datasets import FORMAT_VERSION, LICENCE_URL
from reporting.opendata.queries import Release, Wanted

AN_HOUR = 3_600


def mark_of(what: str, wanted: Wanted, known: list[Release], place: str = "") -> str:
    """Made of everything the answer depends on: whose data (all offices'), for which reader (the public), what, and the
    newest release. No tenant's and no reader's own data ever stands under such a mark. A digest, because what was asked
    for may hold signs that no header carries."""
    newest = known[0].quarter.slug if known else "none"
    asked = f"{wanted.since}.{wanted.until}.{wanted.level or ''}.{wanted.code or ''}.{place}"
    told = f"open.all.public.v{FORMAT_VERSION}.{what}.{wanted.dataset}.{asked}.{newest}"
    return sha256(told.encode()).hexdigest()


def unchanged(mark: str) -> Response | None:
    """304 for whoever has this very answer already."""
    return kept(Response(status=304), mark) if request.if_none_match.contains(mark) else None


def kept(answer: Response, mark: str) -> Response:
    """The answer with its mark; anybody on the way may keep it for an hour."""
    answer.set_etag(mark)
    answer.headers["Cache-Control"] = f"public, max-age={AN_HOUR}"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Link"] = f'<{LICENCE_URL}>; rel="license"'  # a file travels without its page
    answer.headers["Access-Control-Allow-Origin"] = "*"  # a page elsewhere may read it: it holds nothing of a reader's
    return answer
