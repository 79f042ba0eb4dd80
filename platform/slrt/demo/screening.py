"""The demonstration's registries screened once, so that nobody begins with an empty page."""

from foundation import jobs
from foundation.db import db
from registry.actions.screening import ask_run
from slrt.demo.sites import Office
from tenants.access import acting_as, load_subject


def screen(office: Office) -> None:
    """Everybody of that office asked about every programme, as its manager would have it. Commits."""
    with acting_as(load_subject(office.staff["manager"][0], office.tenant_id)):
        ask_run()
        db.session.commit()
    jobs.run_waiting()
