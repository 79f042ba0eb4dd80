"""The frame around a page: who reads, where they can go, which mode colours everything."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import LazyString

MODES = ("", "practice", "glass")


@dataclass(frozen=True)
class NavItem:
    """One entry of a navigation. `count` is shown when not None and not 0."""

    label: str
    url: str
    count: int | None = None
    icon: str = "more"
    endpoint: str = ""


@dataclass(slots=True)
class Filter:
    """A view of a list as a link: what `ui.filters` shows, with a count when one is known."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    late: bool = False


@dataclass(frozen=True)
class Shell:
    """What the frame shows to a signed-in reader: at most seven entries at the side and four at the bottom.

    `mode` is "practice" or "glass" (break-glass) when the whole frame is coloured; `mode_text` says why,
    `mode_link` at `mode_url` leaves it (a POST form, like signing out).
    """

    brand: str
    unit: str = ""
    user: str = ""
    role: str = ""
    initials: str = ""
    navigation: list[NavItem] = field(default_factory=list)
    bottom: list[NavItem] = field(default_factory=list)
    home_url: str = "/"
    search_url: str = ""
    search_label: str = ""
    mode: str = ""
    mode_text: str = ""
    mode_link: str = ""
    mode_url: str = ""
    practice_url: str = ""
    """Where one goes to practise; empty for whoever cannot, and for who does already."""
    signout_url: str = ""
    account_url: str = ""

    def __post_init__(self) -> None:
        if len(self.navigation) > 7 or len(self.bottom) > 4 or self.mode not in MODES:
            raise ValueError("a shell has at most 7 side entries, 4 bottom entries and a known mode")


Provider = Callable[[], Shell | None]


def _nobody() -> Shell | None:
    return None


_provider: Provider = _nobody


def set_shell_provider(provider: Provider) -> None:
    """Let a room above tell who reads. Called once, at start."""
    global _provider  # noqa: PLW0603 - one house per process, told once at start
    _provider = provider


_open_to_everybody: dict[str, LazyString] = {}


def offer_to_everybody(endpoint: str, label: LazyString) -> None:
    """A page that anybody may read is linked at the foot of every page of those who have not signed in. Called by its
    room, once, at start."""
    _open_to_everybody[endpoint] = label


def open_places() -> list[NavItem]:
    """Those pages, without the one that is being read."""
    here = current_app.view_functions
    offered = [NavItem(str(label), url_for(each)) for each, label in _open_to_everybody.items() if each in here]
    return [each for each in offered if each.url != request.path]


def init_app(app: Flask) -> None:
    """Offer `shell` and `open_places` to every template."""
    app.jinja_env.globals["open_places"] = open_places
    app.context_processor(lambda: {"shell": current_shell()})
    app.jinja_env.globals["current_entry"] = current_entry


def current_shell() -> Shell | None:
    """The shell of this request, asked once; None means a page without navigation."""
    if not has_request_context():
        return None
    if "shell" not in g:
        g.shell = None  # a provider that itself renders or fails is not asked again
        g.shell = _provider()
    return g.shell


def show_solo() -> None:
    """Render the rest of this request without navigation (error pages, when the house itself is unwell)."""
    g.shell = None


def colour_frame(mode: str, text: str, link: str, url: str) -> None:
    """Colour the whole frame of this page and say why; `link` at `url` (a POST) leaves the mode."""
    shell = current_shell()
    if shell is not None:
        g.shell = replace(shell, mode=mode, mode_text=text, mode_link=link, mode_url=url)


def current_entry(items: list[NavItem]) -> str:
    """The address of the entry the reader is in: the longest one that the current path begins with."""
    within = [item.url for item in items if _is_within(request.path, item.url)]
    return max(within, key=len, default="")


def _is_within(path: str, url: str) -> bool:
    place = url.split("?", maxsplit=1)[0].rstrip("/")
    return path.rstrip("/") == place or (place != "" and path.startswith(place + "/"))
