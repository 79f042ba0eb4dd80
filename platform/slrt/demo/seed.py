"""Fill an empty database once, with a progress bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from flask import current_app
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from foundation.config import Settings
from foundation.services import unwind_on_signals
from slrt.app import create_app
from slrt.demo import (
    boundaries,
    colleagues,
    families,
    futures,
    lessons,
    neighbours,
    past,
    quality,
    rights,
    rounds,
    screening,
)
from slrt.demo.decisions import decide_all
from slrt.demo.districts import found_districts
from slrt.demo.journeys import Journey, ends_at
from slrt.demo.publishing import publish
from slrt.demo.sites import Office, found_all
from slrt.demo.workforce import keep_roster

SEED = 20261122
"""The same demonstration every time."""


def run() -> None:
    """As a process of its own: the settings come from the environment."""
    unwind_on_signals()
    with create_app().app_context():
        seed()


def seed() -> None:
    """Make the demonstration in an empty database."""
    chance = Random(SEED)  # noqa: S311 (plausible, not secret)
    with (
        mail_sink(),
        Progress(
            TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        ) as progress,
    ):
        founding = progress.add_task("Kantor, petugas, OPD", total=1)
        offices = found_all(chance)
        decide_all(offices)
        found_districts(offices)
        beside = neighbours.work_a_year(offices)
        progress.advance(founding)
        for office in offices:
            keep_roster(office, current_app.config["SLRT"].public_url)
            task = progress.add_task(
                f"Kasus {office.place.name}", total=len(ends_at(office)) + sum(past.CASES.values())
            )
            people: list[int] = []
            for journey in _journeys(office, chance):
                journey.walk()
                people.append(journey.person_id)
                if journey.number % families.EVERY == 0:
                    families.fill(office, journey.person_id, journey.number)
                progress.advance(task)
            long_ago = Random(office.tenant_id)  # noqa: S311 (plausible, not secret)
            for journey in past.journeys(office, long_ago):
                journey.walk()
                progress.advance(task)
            past.write_others(office, long_ago)
            colleagues.work_together(office, chance)
            screening.screen(office)
            rounds.fill(office)
            rights.ask_and_answer(office, people)
            futures.fill(office, chance)
        publish(offices, current_app.config["SLRT"].public_url)
        lessons.learn(offices)
        boundaries.draw(offices)
        quality.look(offices, beside)


def _journeys(office: Office, chance: Random) -> Iterator[Journey]:
    ends = ends_at(office)
    chance.shuffle(ends)
    for number, end in enumerate(ends, start=1):
        yield Journey(office, number, end, chance)


@contextmanager
def mail_sink() -> Iterator[None]:
    """A real SMTP server while seeding: messages leave through the same port as ever."""
    settings: Settings = current_app.config["SLRT"]
    sink = Controller(Sink(), hostname=settings.smtp_host, port=settings.smtp_port)
    sink.start()
    try:
        yield
    finally:
        sink.stop()
