"""What was done, held against what belongs to a task; and that the tasks themselves can be played."""

import tomllib
from pathlib import Path

import pytest

from practice import scenarios
from practice.judging import Deed, Finding, judge, still_to_do
from practice.scenarios import SCENARIOS, BrokenScenarios, Wanted, label_of, read, tasks_for

STEPS = [
    Wanted("accept", "back_office"),
    Wanted("check", "back_office"),
    Wanted("decide", "manager"),
    Wanted("record_result", "back_office", {"outcome": "found"}),
]
ALL = [
    Deed("accept", True),
    Deed("check", True),
    Deed("decide", False),
    Deed("record_result", True, {"outcome": "found"}),
]


def _judged(*deeds):
    findings, score = judge(STEPS, "back_office", deeds)
    return {finding.does: finding.verdict for finding in findings}, score


def test_everything_in_its_order_is_a_hundred() -> None:
    assert _judged(*ALL) == ({"accept": "done", "check": "done", "record_result": "done"}, 100)


def test_nothing_done_is_nothing() -> None:
    assert _judged() == ({"accept": "missed", "check": "missed", "record_result": "missed"}, 0)


def test_what_is_missed_is_named() -> None:
    verdicts, score = _judged(ALL[0], *ALL[2:])
    assert verdicts["check"] == "missed"
    assert score == 66


def test_a_step_before_one_that_belongs_in_front_of_it_counts_half() -> None:
    verdicts, score = _judged(ALL[1], ALL[0], *ALL[2:])
    assert verdicts == {"accept": "done", "check": "early", "record_result": "done"}
    assert score == 83


def test_a_step_that_says_something_else_counts_half_and_names_what() -> None:
    findings, score = judge(STEPS, "back_office", [*ALL[:3], Deed("record_result", True, {"outcome": "moved"})])
    assert findings[-1] == Finding("record_result", "wrong", ("outcome",))
    assert score == 83


def test_a_step_that_does_not_belong_costs_a_tenth_when_it_is_the_trainees() -> None:
    assert _judged(*ALL, Deed("reject", False)) == _judged(*ALL)
    verdicts, score = _judged(*ALL, Deed("reject", True))
    assert verdicts["reject"] == "extra"
    assert score == 90


def test_the_same_step_twice_is_wanted_twice() -> None:
    twice = [Wanted("recommend", "back_office"), Wanted("return", "manager"), Wanted("recommend", "back_office")]
    once, _score = judge(twice, "back_office", [Deed("recommend", True), Deed("return", False)])
    assert [finding.verdict for finding in once] == ["done", "missed"]


def test_whose_turn_it_is_is_the_first_step_that_is_missing() -> None:
    assert still_to_do(STEPS, ALL[:2]) == STEPS[2:]
    assert still_to_do(STEPS, ALL) == []


def test_of_the_same_step_twice_and_of_one_taken_early_only_what_is_missing_is_left() -> None:
    twice = [Wanted("recommend", "back_office"), Wanted("return", "manager"), Wanted("recommend", "back_office")]
    assert still_to_do(twice, [Deed("recommend", False), Deed("return", True)]) == twice[2:]
    assert still_to_do(STEPS, [ALL[0], ALL[2]]) == [STEPS[1], STEPS[3]]


def test_every_role_of_the_role_play_has_a_task() -> None:
    for role in ("front_office", "back_office", "supervisor", "manager", "head", "agency_officer", "facilitator",
                 "village_head", "verifier"):  # fmt: skip
        assert tasks_for(role), role


@pytest.mark.parametrize("slug", list(SCENARIOS))
def test_a_task_done_as_it_is_written_is_a_hundred(slug) -> None:
    task = SCENARIOS[slug]
    deeds = [Deed(step.does, step.by == task.role, step.expects) for step in task.steps]
    findings, score = judge(task.steps, task.role, deeds)
    assert score == 100
    assert all(label_of(finding.does) for finding in findings)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"role": "nobody"}, "no role nobody"),
        ({"before": ["fly"]}, "no step fly"),
        ({"step": []}, "nothing to do|begins with nothing"),
        ({"step": [{"does": "close"}]}, "says no why"),
        ({"person": {"name": "X"}}, "missing"),
    ],
)
def test_a_broken_file_names_the_task_and_the_fault(change, fault) -> None:
    raw = tomllib.loads(Path(scenarios.__file__).with_name("scenarios.toml").read_text())["scenario"][3]
    with pytest.raises(BrokenScenarios, match=f"^bo-kunjungan-rumah: .*({fault})"):
        read({"scenario": [raw | change]})


def test_two_tasks_of_one_name_are_a_fault() -> None:
    raw = tomllib.loads(Path(scenarios.__file__).with_name("scenarios.toml").read_text())["scenario"][3]
    with pytest.raises(BrokenScenarios, match="twice"):
        read({"scenario": [raw, raw]})
