"""Handing out a file that somebody sent in: it can do nothing here, and nobody keeps a copy on the way."""

from flask import Response

_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def file_answer(content: bytes, media_type: str, name: str) -> Response:
    """The bytes under the type that was found out, not the one that was claimed. Pictures may be looked at in the
    browser; everything else is saved: a PDF is opened by a program of the reader's choice, outside this site."""
    answer = Response(content, content_type=media_type, headers=_HARMLESS)
    kind = "inline" if media_type.startswith("image/") else "attachment"
    answer.headers.set("Content-Disposition", kind, filename=name)
    return answer
