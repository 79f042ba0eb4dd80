"""The pages between two sites, as browsers without scripts see them."""

import re

import pytest

from tests.cases.test_sites import settle
from tests.cases.visitor import Visitor

FIELDS = ["name", "nik", "village", "summary", "story"]


@pytest.fixture
def visit(app, sign_in):
    return lambda member: Visitor(sign_in(app.test_client(), member))


def test_a_case_goes_to_another_district_and_comes_back_answered(story, world, visit):
    case_id = story.decided()
    manager = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk")
    assert f"/kasus/{case_id}/rujuk-daerah" in manager.text
    manager.open(f"/kasus/{case_id}/rujuk-daerah").press("Lihat dulu sebelum dikirim", site_id="", service="")
    assert manager.page.status_code == 422
    manager.press("Lihat dulu sebelum dikirim", site_id=world.b.tenant_id, service="Pemulangan", fields=FIELDS)
    assert "Ini yang akan dibaca Kabupaten Sukoharjo" in manager.text
    assert "1906••••••••0001" in manager.text
    manager.press("Ubah")
    manager.press("Lihat dulu sebelum dikirim", fields=FIELDS)
    manager.press("Kirim")
    assert manager.path == f"/kasus/{case_id}"
    assert "Kabupaten Sukoharjo" in manager.text
    settle(story)

    there = visit(world.b.front_office).open("/kiriman")
    address = re.search(r'href="(/kiriman/\d+)"', there.text)[1]
    there.open(address)
    assert "1906014404720001" in there.text
    assert "Kabupaten Belitung Timur" in there.text
    there.open(f"{address}/terima").press("Terima", note="Kami jemput Senin")
    there.open(f"{address}/jawab").press("Kirim hasil", result="granted", note="")
    assert there.page.status_code == 422
    there.press("Kirim hasil", result="granted", note="Sudah bersama keluarga")
    assert "Dikabulkan" in there.text
    settle(story)
    assert "Sudah bersama keluarga" in manager.open(f"/kasus/{case_id}").text


def test_the_other_district_registers_its_own_case_with_a_person_of_its_own(story, world, visit):
    case_id = story.decided()
    manager = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk-daerah")
    manager.press("Lihat dulu sebelum dikirim", site_id=world.b.tenant_id, service="Pemulangan", fields=FIELDS)
    manager.press("Kirim")
    settle(story)
    there = visit(world.b.front_office).open("/kiriman")
    address = re.search(r'href="(/kiriman/\d+)"', there.text)[1]
    there.open(f"{address}/kasus")
    assert "Tidak ada, catat orang baru" in there.text
    there.press("Daftarkan kasus", village_code=world.b.villages[0])
    assert "Warga" in there.text
    assert there.page.status_code == 422
    there.open(re.search(r'href="(/warga/baru[^"]*)"', there.text)[1])
    there.press("Lanjutkan", name="Junaidi", sex="female", address="Jalan Solo 1", village_code=world.b.villages[0])
    there.press("Simpan")
    assert there.path == f"{address}/kasus"
    person = re.search(r'name="person_id" value="(\d+)"', there.text)[1]
    there.press("Daftarkan kasus", person_id=person, village_code=world.b.villages[0])
    assert re.fullmatch(r"/kasus/\d+", there.path)
    assert "SKH-" in there.text
    settle(story)
    assert "Dikerjakan" in manager.open(f"/kasus/{case_id}").text
    assert "Kasus di sini" in there.open(address).text


def test_a_provincial_supervisor_reads_and_answers_what_was_raised(story, world, visit):
    case_id = story.decided()
    supervisor = visit(world.a.supervisor).open(f"/kasus/{case_id}")
    assert "Naikkan satu tingkat" in supervisor.text
    supervisor.open(f"/kasus/{case_id}/naikkan").press("Naikkan", note="")
    assert supervisor.page.status_code == 422
    supervisor.press("Naikkan", note="OPD tidak menjawab", fields=["name", "summary"])
    assert "Provinsi" in supervisor.text
    settle(story)
    province = visit(world.province).open("/kiriman")
    assert "OPD tidak menjawab" in province.text
    address = re.search(r'href="(/kiriman/\d+)"', province.text)[1]
    province.open(address)
    assert "Junaidi" in province.text
    assert "Jadikan kasus di sini" not in province.text
    assert province.open(f"{address}/kasus").page.status_code == 403
    province.open(f"{address}/jawab").press("Kirim hasil", result="returned", note="Sudah ditegur")
    assert "Dikembalikan" in province.text
    assert visit(world.province_b).open(address).page.status_code == 404


def test_words_stay_when_the_request_was_taken_back_meanwhile(story, world, visit):
    case_id = story.decided()
    manager = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk-daerah")
    manager.press("Lihat dulu sebelum dikirim", site_id=world.b.tenant_id, service="Pemulangan", fields=FIELDS)
    manager.press("Kirim")
    settle(story)
    there = visit(world.b.back_office).open("/kiriman")
    address = re.search(r'href="(/kiriman/\d+)"', there.text)[1]
    there.open(f"{address}/jawab")
    referral = re.search(r"/rujukan/(\d+)/tarik", manager.open(f"/kasus/{case_id}").text)[1]
    manager.open(f"/kasus/{case_id}/rujukan/{referral}/tarik").press("Tarik rujukan", reason="Tidak jadi")
    settle(story)
    there.press("Kirim hasil", result="granted", note="Sudah kami jemput di terminal")
    assert there.page.status_code == 409
    assert "sudah ditarik" in there.text
    assert "Sudah kami jemput di terminal" in there.text


def test_an_empty_list_says_what_to_expect(story, world, visit):
    assert "Tidak ada kiriman yang menunggu" in visit(world.b.front_office).open("/kiriman").text
    assert visit(world.b.facilitator).open("/kiriman").page.status_code == 403
