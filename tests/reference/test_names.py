"""Names: what is one person's, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.names import likeness, spelled


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("Junaidi", "JUNAIDI", 100),
        ("Junaidi", "Djunaedi", 85),
        ("Junaidi", "Junaidi bin Hasan", 90),
        ("H. Ahmad Fauzi", "Achmad Fauzi", 90),
        ("Moh. Rizki", "Muhammad Rizki", 95),
        ("Soekarti", "Sukarti", 95),
        ("Siti Aminah", "Aminah Siti", 95),
        ("Sumiyati", "Sumiati", 90),
    ],
)
def test_ways_of_writing_one_name_are_alike(one, other, least):
    assert likeness(one, other) >= least
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Junaidi", "Sumiati"), ("Siti Aminah", "Siti Rohani"), ("Rusli", "Rosmala"), ("", "Ani")]
)
def test_other_names_are_not(one, other):
    assert likeness(one, other) < 80


def test_a_hundred_per_cent_is_kept_for_what_is_written_alike():
    assert likeness("Moh. Rizki", "Muhammad Rizki") == 99
    assert spelled("Hj. Tjoet Njak") == "cut njak"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(one, other):
    assert 0 <= likeness(one, other) <= 100
