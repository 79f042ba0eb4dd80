"""The same form sent twice makes one thing."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest

from foundation.db import db
from foundation.errors import Refused
from tenants import access, receipts
from tenants.models import ApiToken


def make(key, body):
    """What an action does: one token for one key."""
    receipt = receipts.once(key, body, "token")
    if receipt.subject_id is None:
        made = ApiToken(membership_id=access.subject().membership_id, token_hash=b"x", name="satu")
        db.session.add(made)
        db.session.flush()
        receipt.subject_id = made.id
    db.session.flush()
    return receipt.subject_id


def test_the_same_key_and_body_make_one(as_, world):
    key = uuid4()
    with as_(world.a.front_office):
        first = make(key, {"a": 1, "b": "x"})
        db.session.commit()
        assert make(key, {"b": "x", "a": 1}) == first
        db.session.rollback()


def test_the_same_key_with_another_body_is_refused(as_, world):
    key = uuid4()
    with as_(world.a.front_office):
        make(key, {"a": 1})
        db.session.commit()
        with pytest.raises(Refused) as refusal:
            make(key, {"a": 2})
        db.session.rollback()
    assert refusal.value.status == 409


def test_two_tenants_may_use_the_same_key(as_, world):
    key = uuid4()
    for member in (world.a.front_office, world.b.front_office):
        with as_(member):
            make(key, {"tenant": member.tenant_id})
            db.session.commit()


def test_a_failed_try_leaves_the_key_free(as_, world):
    key = uuid4()
    with as_(world.a.front_office):
        make(key, {"a": 1})
        db.session.rollback()
        assert make(key, {"a": 2})
        db.session.commit()


def test_two_at_the_same_moment_make_one(as_, world):
    key, start, made, faults = uuid4(), Barrier(4), [], []

    def send():
        try:
            with as_(world.a.front_office):
                start.wait()
                made.append(make(key, {"a": 1}))
                db.session.commit()
        except Exception as fault:
            faults.append(fault)

    threads = [Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not faults
    with as_(world.a.front_office):
        assert db.session.query(ApiToken).count() == 1
    assert len(set(made)) == 1
    assert len(made) == 4
