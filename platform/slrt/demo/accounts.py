"""What the first screen prints: where to go and who to be. Loads nothing of the house: every start passes here."""

from dataclasses import dataclass

from pyotp.totp import TOTP

PASSWORD = "rujukan-2026"  # noqa: S105 (printed on the first screen of a demonstration)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105


@dataclass(frozen=True)
class SignIn:
    """One of the demonstration's people."""

    role: str
    login: str
    label: str
    second_factor: bool = False


SIGN_INS = [
    SignIn("front_office", "front-office.blt@slrt.test", "Front office"),
    SignIn("back_office", "back-office.blt@slrt.test", "Back office"),
    SignIn("manager", "manager.blt@slrt.test", "Manajer SLRT", second_factor=True),
    SignIn("head", "head.blt@slrt.test", "Kepala Dinas Sosial", second_factor=True),
    SignIn("supervisor", "supervisor.blt@slrt.test", "Supervisor"),
    SignIn("facilitator", "facilitator.blt@slrt.test", "Fasilitator"),
    SignIn("administrator", "administrator.blt@slrt.test", "Administrator", second_factor=True),
    SignIn("privacy_officer", "privacy-officer.blt@slrt.test", "Petugas Pelindungan Data Pribadi", second_factor=True),
    SignIn("village_head", "village-head.blt@slrt.test", "Kepala desa", second_factor=True),
    SignIn("verifier", "verifier.blt@slrt.test", "Verifikator SIKS-NG", second_factor=True),
    SignIn("planner", "planner.blt@slrt.test", "Perencana (Bappeda)", second_factor=True),
    SignIn("agency_officer", "health-office.blt@slrt.test", "Petugas Dinas Kesehatan"),
    SignIn("provincial_supervisor", "provinsi.bbl@slrt.test", "Pengawas provinsi"),
    SignIn("ministry_analyst", "kementerian@slrt.test", "Analis kementerian"),
    SignIn("platform_operator", "platform@slrt.test", "Pengelola platform", second_factor=True),
]
"""One of each role, in Belitung Timur and above it."""


def print_accounts(port: str) -> None:
    """Address, one sign-in per role, and the second factor of those who need one."""
    code = TOTP(TOTP_SECRET).now()
    print("\nSLRT percontohan: semua orang di dalamnya rekaan. Kata sandi semua akun: " + PASSWORD + "\n")
    for one in SIGN_INS:
        print(f"  {one.label:<33} {one.login:<28}" + (f" kode {code}" if one.second_factor else ""))
    print(f"\nKode berganti tiap 30 detik; rahasianya untuk aplikasi autentikator: {TOTP_SECRET}")
    print(
        "Daerah lain: .skh (Sukoharjo) atau .tjb (Tanjungbalai) di tempat .blt; provinsi lain: .jtg atau .smu."
        " Tanpa mengetik: pilih peran di /masuk."
    )
    print(f"\n  http://127.0.0.1:{port}\n\nCtrl-C menghentikan semuanya.", flush=True)
