"""The attacker asks everything, in every shape, today and tomorrow, and solves for what nobody should know."""

from itertools import combinations

from reporting.counting import asked, shown
from reporting.measures import MEASURES


def all_answers(measure: str) -> dict[tuple, object]:
    """What the ministry is told of a measure in every shape that there is."""
    found = MEASURES[measure]
    told: dict[tuple, object] = {}
    slugs = [slug for slug in found.dimensions if slug not in ("village", "day")]
    for size in range(3):
        for by in combinations(slugs, size):
            if not found.knows(by):
                continue
            table = shown(asked(measure, by))
            told |= {(by, "cell", place): cell for place, cell in table.cells.items()}
            told |= {(by, "row", place): cell for place, cell in table.by_row.items()}
            told[by, "total", ()] = table.total
    return told
