"""A browser without JavaScript: opens pages, fills in the form that a button belongs to, follows redirects."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Values = dict[str, list[str]]


@dataclass
class HtmlForm:
    """A form as the page offers it: what would be sent if nobody typed anything."""

    method: str
    action: str
    values: Values = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """(words, name, value) of each submit button."""

    def add(self, name: str | None, value: str | None) -> None:
        if name:
            self.values.setdefault(name, []).append(value or "")


class _Forms(HTMLParser):
    """Reads the forms of a page. Nested markup inside buttons and options is text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self._open: HtmlForm | None = None
        self._name = self._button = self._value = None
        self._text: list[str] | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of: dict[str, Any] = dict(attrs)
        if tag == "form":
            self._open = HtmlForm(of.get("method", "get"), of.get("action") or "")
            self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag == "input" and (of.get("type") not in ("checkbox", "radio") or "checked" in of):
            self._open.add(of.get("name"), of.get("value"))
        elif tag in ("textarea", "button"):
            self._button, self._text = of, []
        elif tag == "select":
            self._name, self._options = of.get("name"), []
        elif tag == "option":
            self._options.append((of.get("value", ""), "selected" in of))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open is None:
            return
        if tag == "textarea":
            self._open.add(self._button["name"], "".join(self._text or []).removeprefix("\n"))
        elif tag == "button":
            words = " ".join("".join(self._text or []).split())
            self._open.buttons.append((words, self._button.get("name", ""), self._button.get("value", "")))
        elif tag == "select" and self._options:
            chosen = [value for value, selected in self._options if selected]
            self._open.add(self._name, chosen[0] if chosen else self._options[0][0])
        elif tag == "form":
            self._open = None
        if tag in ("textarea", "button"):
            self._text = None


class Visitor:
    """One person at one browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse

    def open(self, url: str) -> "Visitor":
        """Go to an address."""
        self.page = self.client.get(url, follow_redirects=True)
        return self

    @property
    def text(self) -> str:
        """The page as it came."""
        return self.page.text

    @property
    def path(self) -> str:
        """Where one is now."""
        return self.page.request.path

    def press(self, words: str, **typed: Any) -> "Visitor":
        """Press the button with these words, after typing into its form. A list fills check boxes."""
        sent = self.what_is_sent(words, **typed)
        form = self._form(words)[0]
        act = self.client.post if form.method == "post" else self.client.get
        key = "data" if form.method == "post" else "query_string"
        self.page = act(form.action or self.page.request.full_path, **{key: sent}, follow_redirects=True)
        return self

    def what_is_sent(self, words: str, **typed: Any) -> Values:
        """Every name and value that pressing would send."""
        form, (_words, name, value) = self._form(words)
        sent = {**form.values, **({name: [value]} if name else {})}
        for key, entry in typed.items():
            sent[key] = [str(item) for item in entry] if isinstance(entry, list) else [str(entry)]
        return sent

    def _form(self, words: str) -> tuple[HtmlForm, tuple[str, str, str]]:
        parser = _Forms()
        parser.feed(self.text)
        for form in parser.forms:
            for button in form.buttons:
                if button[0] == words:
                    return form, button
        offered = [button[0] for form in parser.forms for button in form.buttons]
        raise AssertionError(f"no button {words!r} on {self.path} ({self.page.status}); there are {offered}")
