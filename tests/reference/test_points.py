"""Points on the map, as people and map programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from reference.models import Region
from reference.points import PROVINCES, Point, PointError, is_near, parse_point

HERE = Point(-2.7, 108.1)


@pytest.mark.parametrize(
    "text",
    [
        "-2.7,108.1", " -2.7, 108.1 ", "-2.7 108.1", "-2,7; 108,1", "-2,7, 108,1", "-2,7 108,1", "(-2.7, 108.1)",
        "-2.7/108.1",
        "geo:-2.7,108.1", "geo:-2.7,108.1?z=17", "GEO:-2.7,108.1;u=35",
        "https://maps.google.com/?q=-2.7,108.1", "https://maps.google.com/?q=-2.7%2C108.1&z=17",
        "https://www.google.com/maps/place/Manggar/@-2.6,108.0,15z/data=!3m1!4b1!4m5!3m4!3d-2.7!4d108.1",
        "https://www.google.com/maps/@-2.7,108.1,17z", "https://www.google.com/maps/search/-2.7,+108.1?entry=tts",
        "https://www.google.com/maps?q=loc:-2.7,108.1", "https://www.openstreetmap.org/#map=17/-2.7/108.1",
        "https://www.openstreetmap.org/?mlat=-2.7&mlon=108.1", "maps.google.com/?q=-2.7,108.1",
        "https://maps.apple.com/?ll=-2.7,108.1&q=Pin", "https://waze.com/ul?ll=-2.7,108.1&navigate=yes",
        "2.7 LS 108.1 BT", "2,7° LS, 108,1° BT", "2°42'00\"S 108°06'00\"E", "2° 42' 0\" LS, 108° 6' 0\" BT",
        "2°42′S 108°6′E",
    ],
)  # fmt: skip
def test_a_point_is_read_however_it_is_given(text):
    assert parse_point(text) == HERE
    assert parse_point(str(HERE)) == HERE


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("108.1, -2.7", "swapped"), ("52.37, 4.90", "outside"), ("0, 0", "outside"), ("-91, 108", "outside"),
        ("2.7 LU 108.1 BB", "unreadable"), ("Manggar", "unreadable"), ("", "unreadable"), ("-2.7", "unreadable"),
        ("1e5, 108", "unreadable"), ("nan, nan", "unreadable"), ("٢, ١٠٨", "unreadable"),
        ("-2.7,108.1,5", "unreadable"),
        ("https://maps.app.goo.gl/AbCd123", "short_link"), ("https://goo.gl/maps/AbCd", "short_link"),
        ("https://maps.google.com/?q=Manggar", "no_point"), ("https://example.org/", "no_point"),
        ("geo:", "unreadable"), ("9" * 5000, "unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_point_here_says_why(text, fault):
    with pytest.raises(PointError) as refused:
        parse_point(text)
    assert refused.value.fault == fault
    assert str(refused.value)


def test_a_point_given_the_wrong_way_round_is_told_the_right_way():
    with pytest.raises(PointError, match=r"tulis -2\.700000, 108\.100000"):
        parse_point("108.1, -2.7")


def test_every_province_is_drawn_and_inside_the_country(session):
    codes = set(session.scalars(select(Region.code).where(Region.level == 1, Region.valid_to.is_(None))))
    assert codes == set(PROVINCES)
    for south, west, north, east in PROVINCES.values():
        assert -11.2 <= south < north <= 6.3
        assert 94.7 <= west < east <= 141.2


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Point(-2.87, 108.27), "19.06"), (Point(-7.68, 110.83), "33.11"), (Point(2.96, 99.80), "12.74"),
        (Point(-6.2, 106.8), "31"), (Point(-8.65, 115.22), "51"), (Point(-3.32, 114.59), "63"),
        (Point(-5.14, 119.43), "73"),
        (Point(-2.53, 140.71), "91"), (Point(-8.49, 140.40), "93"), (Point(-0.86, 131.25), "96"),
        (Point(5.55, 95.32), "11"),
        (Point(3.99, 108.39), "21"), (Point(-10.17, 123.61), "53"), (Point(1.49, 124.84), "71"),
        (Point(-3.70, 128.18), "81"),
    ],
)  # fmt: skip
def test_known_towns_lie_in_their_province_and_not_on_another_island(place, code):
    assert is_near(place, code)
    far = "94" if code[:2] < "50" else "13"
    assert not is_near(place, far)


@given(st.text(max_size=60))
def test_any_text_is_answered(text):
    try:
        point = parse_point(text)
    except PointError:
        return
    assert parse_point(str(point)) == point
