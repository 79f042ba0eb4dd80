"""Text as a QR code on a page."""

from markupsafe import Markup
from segno import make


def qr(text: str) -> Markup:
    """An inline SVG without styles of its own; black on white, whatever the theme."""
    return Markup(make(text, error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S704
