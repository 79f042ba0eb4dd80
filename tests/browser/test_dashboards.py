"""Each reader's dashboard: told before any script runs, on a phone and at a desk, and a period that makes no sense."""

import pytest

from tests.browser.watch import inspect
from tests.reporting.conftest import fill
from tests.reporting.test_dashboards import everybody, planner, referred

__all__ = ["fill", "planner", "referred"]
READERS = range(10)


@pytest.mark.drill
@pytest.mark.parametrize("number", READERS)
def test_each_reader_s_dashboard_is_whole_without_scripts_and_on_a_phone(
    world, fill, referred, planner, open_browser, number
) -> None:
    fill(world.a.tenant_id, 12, opened=-9, due=-2)
    fill(world.a.tenant_id, 7, state="closed", opened=-40)
    referred(6, due=-1, sent=-12)
    member = everybody(world, planner)[number]
    for width in (360, 1366):
        page = open_browser(member, width=width)
        page.goto("/perkembangan")
        inspect(page)
    plain = open_browser(member, width=360, scripts=False)
    plain.goto("/perkembangan")
    figures = plain.locator("dl.stats > .stat")
    assert 4 <= figures.count() <= 6
    assert all(figures.nth(n).locator("a").count() == 1 for n in range(figures.count()))


def test_days_that_make_no_sense_are_told_and_others_lead_to_a_list(world, fill, open_browser) -> None:
    fill(world.a.tenant_id, 3, opened=-2)
    page = open_browser(world.a.manager, width=360)
    page.goto("/perkembangan?dari=2026-05-02&sampai=2026-05-01")
    assert page.title().startswith("Kesalahan:")
    inspect(page)
    page.goto("/perkembangan")
    page.locator(".stat", has_text="Kasus masuk").locator("a").click()
    assert page.locator("main tbody tr").count() == 3
    inspect(page)
