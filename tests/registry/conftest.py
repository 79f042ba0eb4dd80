"""What the tests of this room share."""

import pytest

from foundation.db import db
from tests.registry import people


@pytest.fixture
def junaidi(world, as_) -> int:
    """The id of Junaidi, recorded and committed by district A's front office."""
    with as_(world.a.front_office):
        person_id = people.record(people.typed()).id
        db.session.commit()
    return person_id


@pytest.fixture
def desk(client, world, sign_in):
    """A browser at district A's front office."""
    sign_in(client, world.a.front_office)
    return client
