"""What the tests of this room share: a list brought in as an officer does it."""

import io
import re
from collections.abc import Callable

import pytest

from tests.exchange import lists


@pytest.fixture
def bring(app, world, client, sign_in) -> Callable[..., int]:
    """`bring(content)`: upload a file as district A's back office; the number of the list."""
    sign_in(client, world.a.back_office)

    def send(content: bytes, name: str = "daftar.xlsx", **said: str) -> int:
        page = client.get("/data/masuk").get_data(as_text=True)
        fields = {each: _hidden(page, each) for each in ("csrf_token", "request_key")}
        told = {"kind": "people", "as_of": "2026-03-01", **said, **fields, "file": (io.BytesIO(content), name)}
        answer = client.post("/data/masuk", data=told)
        assert answer.status_code == 303, re.findall(r"field-error[^>]*>(.*?)</p>", answer.get_data(as_text=True))
        return int(re.search(r"/masuk/(\d+)/", answer.headers["Location"])[1])

    return send


@pytest.fixture
def visit(client) -> Callable[..., str]:
    """`visit("/data")`, `visit("/data", key="value")`: open a page, or post a form, and read where it leads."""

    def go(path: str, **form: str) -> str:
        if form:
            token = _hidden(client.get("/data").get_data(as_text=True), "csrf_token")
            answer = client.post(path, data={**form, "csrf_token": token}, follow_redirects=True)
        else:
            answer = client.get(path, follow_redirects=True)
        return answer.get_data(as_text=True)

    return go


@pytest.fixture
def work(app) -> Callable[[], None]:
    """`work()`: do all that was left for later, and what that leaves."""

    return lambda: lists.work(app)


@pytest.fixture
def check(visit, work) -> Callable[..., str]:
    """`check(batch_id)`: take the columns as they were guessed, and have every row looked at; the page then."""

    def through(batch_id: int, **changes: str) -> str:
        page = visit(f"/data/masuk/{batch_id}/kolom")
        guessed = {
            name: chosen[1] if (chosen := re.search(r'<option value="(\w*)" selected', asked)) else ""
            for name, asked in re.findall(r'<select[^>]*name="(c\d+)"(.*?)</select>', page, re.DOTALL)
        }
        visit(f"/data/masuk/{batch_id}/kolom", **(guessed | changes))
        work()
        return visit(f"/data/masuk/{batch_id}")

    return through


@pytest.fixture
def keep(visit, work) -> Callable[[int], str]:
    """`keep(batch_id)`: press the one button of a list that was checked, and have it done; the page then."""

    def press(batch_id: int) -> str:
        page = visit(f"/data/masuk/{batch_id}")
        told = {name: re.search(rf'name="{name}" value="(\w+)"', page) for name in ("choice", "version")}
        visit(f"/data/masuk/{batch_id}/simpan", **{name: found[1] for name, found in told.items() if found})
        work()
        return visit(f"/data/masuk/{batch_id}")

    return press


@pytest.fixture
def bring_in(bring, check, keep) -> Callable[..., str]:
    """`bring_in(content)`: all of it, from the upload to the last row; the page then."""

    def through(content: bytes, **said: str) -> str:
        check(number := bring(content, **said))
        return keep(number)

    return through


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    return found[1] if found else ""
