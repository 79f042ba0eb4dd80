"""Addresses for the rows of a list are those that each row would have been given alone."""

from flask import Flask, url_for

from web.addresses import Addresses


def test_addresses_of_many_things_are_what_each_would_be_given(house: Flask) -> None:
    with house.test_request_context():
        one, two = Addresses("cases.case", "case_id"), Addresses("cases.ask_glass", "tenant_id", "case_id")
        assert one[12] == url_for("cases.case", case_id=12)
        assert two[7, 12] == url_for("cases.ask_glass", tenant_id=7, case_id=12)


def test_what_else_stands_in_an_address_is_left_as_it_is(house: Flask) -> None:
    with house.test_request_context():
        found = Addresses("cases.case", "case_id", note="a %d %s", page=3)
        assert found[12] == url_for("cases.case", case_id=12, note="a %d %s", page=3)
