"""Nothing that names a citizen, and no secret, reaches a log."""

import logging

from foundation import logging as house_logging


def test_signing_in_writes_no_number_password_or_token_to_the_log(client, world, capfd):
    house_logging.configure(logging.DEBUG)
    try:
        client.post("/masuk", data={"login": "3311041204720003", "password": "kata-sandi-rahasia"})
        client.post("/masuk", data={"login": world.a.front_office.login, "password": "rujukan-2026"})
        token = client.get_cookie("slrt_session").value
        client.get("/lainnya")
        logging.getLogger("uji").warning("warga 3311 0412 0472 0003, telepon 081234567890")
    finally:
        house_logging.configure()
    written = "".join(capfd.readouterr())
    assert "[disamarkan]" in written
    for secret in ("3311041204720003", "3311 0412", "081234567890", "kata-sandi-rahasia", "rujukan-2026", token):
        assert secret not in written
