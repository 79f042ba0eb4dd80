"""Where a person may be sent next: only inside this site."""

from urllib.parse import urlsplit


def local_path(candidate: str | None, default: str = "/") -> str:
    """`candidate` if it is a path of this site, else `default`. Refuses other origins, `//host`, backslashes, CR/LF."""
    if not candidate or not candidate.startswith("/") or candidate.startswith("//"):
        return default
    if "\\" in candidate or any(ord(character) < 32 or ord(character) == 127 for character in candidate):
        return default
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else candidate
