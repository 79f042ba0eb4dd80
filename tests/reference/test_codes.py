import shutil

import pytest
from flask import Flask
from flask_babel import Babel

from reference import codes

NEW_TYPE = """
[case_types.lost_child]
label = { id = "Anak hilang", en = "Lost child" }
group = "need"
sector = "protection"
kinds = ["complaint"]
working_days = 1
source = "usulan platform"
emergency_hours = 12
documents = ["family_card"]
agency = "women_child_protection"
"""


@pytest.fixture
def folder(tmp_path):
    """A copy of the code lists that a test may spoil."""
    return shutil.copytree(codes.FOLDER, tmp_path / "codes")


def add_case_type(folder, entry: str) -> codes.Tables:
    with (folder / "case_types.toml").open("a") as file:
        file.write(entry)
    return codes.load(folder)


def test_a_new_case_type_with_its_own_deadline_is_one_entry_in_one_file(folder):
    lost_child = add_case_type(folder, NEW_TYPE).case_types["lost_child"]
    assert (lost_child.working_days, lost_child.emergency_hours, lost_child.label) == (1, 12, "Anak hilang")
    assert [each.slug for each in lost_child.documents] == ["family_card"]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('sector = "protection"', 'sector = "protecton"', "sector 'protecton' is unknown"),
        ('group = "need"', "", "group must be text"),
        ('kinds = ["complaint"]', 'kinds = ["rant"]', "kinds 'rant' is unknown"),
        ('kinds = ["complaint"]', "kinds = []", "kinds must be a list of 1 or more"),
        ("working_days = 1", "working_days = 0", "working_days must be a whole number, 1 or more, not 0"),
        ("working_days = 1", "working_days = true", "working_days must be a whole number"),
        ("working_days = 1", "", "working_days must be a whole number"),
        ("emergency_hours = 12", "emergency_hours = -1", "emergency_hours must be a whole number"),
        (', en = "Lost child"', "", "label in en is missing"),
        ('id = "Anak hilang"', 'id = " "', "label in id is missing"),
        ('source = "usulan platform"', "", "source must be text"),
        ('documents = ["family_card"]', 'documents = ["passport"]', "documents 'passport' is unknown"),
        ('agency = "women_child_protection"', 'agency = "police"', "agency 'police' is unknown"),
        ("emergency_hours = 12", "emergency_days = 12", "unknown key emergency_days"),
    ],
)
def test_a_mistake_in_a_case_type_stops_the_start_and_is_named(folder, right, wrong, message):
    assert right in NEW_TYPE
    with pytest.raises(codes.BrokenCodes) as refused:
        add_case_type(folder, NEW_TYPE.replace(right, wrong))
    assert str(refused.value).startswith("case_types.toml: case_types.lost_child: ")
    assert message in str(refused.value)


def test_a_file_that_is_missing_or_no_toml_is_named(folder):
    (folder / "base.toml").write_text("[sectors")
    with pytest.raises(codes.BrokenCodes, match=r"base\.toml"):
        codes.load(folder)
    (folder / "base.toml").unlink()
    with pytest.raises(codes.BrokenCodes, match=r"base\.toml"):
        codes.load(folder)


def test_labels_follow_the_reader_and_are_indonesian_without_one():
    app = Flask(__name__)
    language = ["en"]
    Babel(app, locale_selector=lambda: language[0])
    health = codes.SECTORS["health"]
    assert str(health) == "Kesehatan"
    with app.test_request_context():
        assert health.label == "Health"
    language[0] = "id"
    with app.test_request_context():
        assert health.label == "Kesehatan"
        assert codes.choices(codes.SECTORS)[0] == ("health", "Kesehatan")


def test_official_lists_are_complete():
    assert list(codes.PPKS) == [f"{n:02}" for n in range(1, 27)]
    assert len(codes.PSKS) == 12
    assert list(codes.RELATIONS) == list("12345678")
    assert [each.official for each in codes.SECTORS.values()] == (
        ["KES", "DIK", "ADM", "PGN", "RMH", "LST", "AIR", "EKO", "KRJ", "SOS", "LDG", "BNC", "INF", "LAIN"]
    )


def test_every_sector_has_a_case_type_and_an_agency_that_takes_it():
    assert {each.sector for each in codes.CASE_TYPES.values()} == set(codes.SECTORS)
    assert {sector for each in codes.AGENCY_KINDS.values() for sector in each.sectors} == set(codes.SECTORS)


def test_every_kind_and_group_can_be_chosen():
    assert {kind for each in codes.CASE_TYPES.values() for kind in each.kinds} == set(codes.KINDS)
    assert {each.group for each in codes.CASE_TYPES.values()} == set(codes.GROUPS)


def test_code_lists_cannot_be_changed_while_running():
    with pytest.raises(TypeError):
        codes.SECTORS["health"] = codes.SECTORS["other"]
    with pytest.raises(AttributeError):
        codes.CASE_TYPES["disaster"].working_days = 99


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('opening = "Telah diserahkan', 'opening = "Telah {diserahkan}', "field diserahkan is unknown"),
        (
            'closing = "Yang diserahkan: {note}"',
            'closing = "Yang diserahkan: {note"',
            "a brace opens or closes nothing",
        ),
        ('closing = "Yang diserahkan: {note}"', 'closing = "Yang diserahkan"', "field note is required"),
        ('requires = ["name", "note"]', 'requires = ["name", "agency"]', "requires 'agency' is unknown"),
        ('title = "TANDA TERIMA PENYERAHAN"', "", "title must be text"),
    ],
)
def test_a_mistake_in_a_letter_stops_the_start_and_is_named(folder, right, wrong, message):
    file = folder / "letters.toml"
    assert right in file.read_text()
    file.write_text(file.read_text().replace(right, wrong))
    with pytest.raises(codes.BrokenCodes) as broken:
        codes.load(folder)
    assert str(broken.value).startswith("letters.toml: letter_types.handover")
    assert message in str(broken.value)
