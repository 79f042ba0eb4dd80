"""Fair timing: contenders take turns in one run, and only ratios of their typical times are judged."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Ratio:
    """One comparison. Times are typical milliseconds; `limit` is the target for the ratio."""

    name: str
    ours_ms: float
    other_ms: float
    limit: float
    at_least: bool = False
    """True when the ratio is a gain (other / ours) that must reach the limit; else a cost (ours / other)."""

    @property
    def ratio(self) -> float:
        return self.other_ms / self.ours_ms if self.at_least else self.ours_ms / self.other_ms

    @property
    def met(self) -> bool:
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def in_turns(
    ours: Callable[[int], object], other: Callable[[int], object], rounds: int, warm: int = 20
) -> tuple[float, float]:
    """Typical milliseconds of both; each round runs both, in alternating order, with the round's number."""
    mine, theirs = turns([ours, other], rounds, warm)
    return typical(mine), typical(theirs)


def typical(taken: Sequence[float]) -> float:
    """What a quarter of the turns stayed below: where others use the machine too, the slower turns measure them."""
    return statistics.quantiles(taken, n=4)[0]


def turns(
    contenders: Sequence[Callable[[int], object]],
    rounds: int,
    warm: int = 20,
    before: Callable[[], object] = lambda: None,
) -> list[list[float]]:
    """All milliseconds of each contender, the first rounds left out; every second round goes backwards.

    `before` happens ahead of every turn and is not timed.
    """
    taken: list[list[float]] = [[] for _contender in contenders]
    forwards = list(enumerate(contenders))
    for turn in range(rounds + warm):
        for which, contender in forwards if turn % 2 else reversed(forwards):
            before()
            began = time.perf_counter()
            contender(turn)
            taken[which].append((time.perf_counter() - began) * 1000)
    return [each[warm:] for each in taken]


def p95(taken: Sequence[float]) -> float:
    """What 95 of 100 stayed below."""
    return statistics.quantiles(taken, n=20)[-1]


def machine() -> str:
    """What a measurement ran on, in a line of its report."""
    return (
        f"- Machine: {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB memory, load when done "
        f"{os.getloadavg()[0]:.1f}; Python {platform.python_version()}"
    )


@contextmanager
def on_one_core() -> Iterator[None]:
    """This process and every server it started share one core, those that are forked later too.

    Left to itself, the machine puts one contender's database process on the core that waits for it and the other's on
    the next, whose waking costs 0.1 ms a message: as much as what is measured.
    """
    everybody = [psutil.Process(), *psutil.Process().children(recursive=True)]
    before = psutil.Process().cpu_affinity()
    _run_on(everybody, before[-1:])
    yield
    _run_on(everybody, before)


def _run_on(processes: Sequence[psutil.Process], cores: list[int]) -> None:
    for process in processes:
        if process.is_running():
            process.cpu_affinity(cores)
