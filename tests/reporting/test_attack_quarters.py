"""All that a district ever had, as the ministry reads it at any moment, less all that was published of each quarter.

The attacker looks on the night on which a quarter ends, and again when it is counted; in all the nation, which is told
exactly, nothing came in between. Each district has all its cases in one column, so that they are moved but once; that
nobody is in the other columns, where it says "few", the attacker cannot see.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import pytest

from reporting import blur
from reporting.suppression import ROOT, SMALL, TOTAL, Hidden, publish
from tests.reporting.attacker import Bounds, Equation, tighten
from tests.reporting.test_attack import FAR
from tests.reporting.test_attack_over_time import PROVINCE_OF, PROVINCES

SECTORS = ("food", "health", "education")
QUARTERS = range(3)
Quarter = Mapping[str, Mapping[str, int]]
"""What was opened, by district and sector."""
GROUPS = {str(id_): f"p{above}" for id_, above in PROVINCE_OF.items()}
ROWS = (ROOT, *dict.fromkeys(GROUPS.values()), *GROUPS)
LOOKS = ("ended", "counted")
MOST = 30
"""So many may have been opened, or written down late, between the end of a quarter and its count."""


def tables_on_paper(quarter: int) -> list[Equation]:
    """Every sum within the published table."""
    along = [((quarter, row, TOTAL), tuple((quarter, row, sector) for sector in SECTORS)) for row in ROWS]
    down: list[Equation] = []
    for column in (*SECTORS, TOTAL):
        for group in {*GROUPS.values()}:
            leaves = [leaf for leaf in GROUPS if GROUPS[leaf] == group]
            down.append(((quarter, group, column), tuple((quarter, leaf, column) for leaf in leaves)))
        down.append(((quarter, ROOT, column), tuple((quarter, f"p{above}", column) for above in PROVINCES)))
    return [*along, *down]


def ties(quarter: int) -> list[Equation]:
    """What ties the published tables to the pages of the days on which they were counted."""
    found: list[Equation] = []
    for leaf in GROUPS:
        published = tuple((each, leaf, TOTAL) for each in range(quarter + 1))
        found += [
            (("counted", leaf, quarter), (*published, ("fresh", leaf, quarter))),
            (("counted", leaf, quarter), (("ended", leaf, quarter), ("came", leaf, quarter))),
            (("came", leaf, quarter), (("fresh", leaf, quarter), ("late", leaf, quarter))),
        ]
        for look in LOOKS:
            found += [
                ((look, leaf, quarter), (("column", leaf, quarter, look), ("others", leaf, quarter, look))),
                (("told", leaf, quarter, look), (("column", leaf, quarter, look), ("draw", leaf))),
            ]
    return [
        *found,
        *((("nation", quarter, look), tuple((look, leaf, quarter) for leaf in GROUPS)) for look in LOOKS),
    ]


EQUATIONS = [each for quarter in QUARTERS for each in (*tables_on_paper(quarter), *ties(quarter))]


def opened(chooser: random.Random) -> list[Quarter]:
    return [
        {
            leaf: {sector: chooser.choice((0, chooser.randint(0, 6), chooser.randint(5, 80))) for sector in SECTORS}
            for leaf in GROUPS
        }
        for _quarter in QUARTERS
    ]


def sums_of(counts: Quarter) -> Counter[tuple[str, str]]:
    sums: Counter[tuple[str, str]] = Counter()
    for leaf, sector in product(GROUPS, SECTORS):
        for place in product((leaf, GROUPS[leaf], ROOT), (sector, TOTAL)):
            sums[place] += counts[leaf][sector]
    return sums


def what_is_told(quarters: Sequence[Quarter], draws: Mapping[str, int] | None) -> Bounds:
    """Without `draws` the pages are exact."""
    bounds: Bounds = {("draw", leaf): (-FAR, FAR) if draws else (0, 0) for leaf in GROUPS}
    ever: Counter[str] = Counter()
    for quarter, counts in enumerate(quarters):
        sums = sums_of(counts)
        for place, cell in publish(counts, GROUPS, SECTORS, whole_is_known=True).cells.items():
            hidden = (1, SMALL - 1) if cell is Hidden.SMALL else (0, sums[place] + 50)
            bounds[quarter, *place] = hidden if isinstance(cell, Hidden) else (cell, cell)
        for leaf, look in product(GROUPS, LOOKS):
            n = ever[leaf] + sums[leaf, TOTAL]
            told = (n + draws[leaf]) // SMALL * SMALL if draws else n
            bounds["told", leaf, quarter, look] = (told, told + SMALL - 1) if draws else (n, n)
            bounds[look, leaf, quarter] = bounds["column", leaf, quarter, look] = (0, n + 100)
            bounds["others", leaf, quarter, look] = (0, FAR + SMALL - 1) if draws else (0, 0)
            bounds |= {(name, leaf, quarter): (0, MOST) for name in ("fresh", "came", "late")}
        ever.update({leaf: sums[leaf, TOTAL] for leaf in GROUPS})
        bounds |= {("nation", quarter, look): (ever.total(), ever.total()) for look in LOOKS}
    return bounds


def found_out(quarters: Sequence[Quarter], draws: Mapping[str, int] | None) -> list[object]:
    """Small numbers of a district's quarter of which the attacker is sure."""
    known = tighten(what_is_told(quarters, draws), EQUATIONS)
    assert known is not None
    small = [
        (quarter, *place)
        for quarter, counts in enumerate(quarters)
        for place, n in sums_of(counts).items()
        if place[0] in GROUPS and 0 < n < SMALL
    ]
    return [name for name in small if known[name][0] == known[name][1]]


@pytest.mark.parametrize("countries", [range(8), pytest.param(range(8, 1000), marks=pytest.mark.drill)])
def test_all_there_ever_was_less_all_that_was_published_is_no_handful(countries: range) -> None:
    exactly = 0
    for number in countries:
        chooser = random.Random(number)
        quarters, secret = opened(chooser), chooser.randint(-(2**62), 2**62)
        assert found_out(quarters, {leaf: blur._draw(secret, ("office", leaf, "in_time")) for leaf in GROUPS}) == []
        exactly += bool(found_out(quarters, None))
    assert exactly > len(countries) / 10, "this attacker does find them where districts are told exactly"
