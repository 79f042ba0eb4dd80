"""What the first screen prints: where to go and who to be."""

from pyotp.totp import TOTP
from rich.console import Console
from rich.table import Table

from slrt.demo.sites import PASSWORD, TOTP_SECRET
from tenants.permissions import SECOND_FACTOR_ROLES

SIGN_INS = [
    ("front_office", "front-office.blt", "Front office, Belitung Timur"),
    ("back_office", "back-office.blt", "Back office"),
    ("manager", "manager.blt", "Manajer SLRT"),
    ("head", "head.blt", "Kepala Dinas Sosial"),
    ("supervisor", "supervisor.blt", "Supervisor"),
    ("facilitator", "facilitator.blt", "Fasilitator"),
    ("administrator", "administrator.blt", "Administrator"),
    ("agency_officer", "health-office.blt", "Dinas Kesehatan"),
    ("provincial_supervisor", "provinsi.bbl", "Pengawas provinsi, Bangka Belitung"),
    ("ministry_analyst", "kementerian", "Analis kementerian"),
]


def print_accounts(port: str) -> None:
    """Address, one sign-in per role, and the second factor of those who need one."""
    console = Console()
    table = Table(title="SLRT percontohan: semua orang di dalamnya rekaan")
    for heading in ("Peran", "Nama akun", "Kata sandi", "Kode faktor kedua"):
        table.add_column(heading)
    for role, login, label in SIGN_INS:
        code = TOTP(TOTP_SECRET).now() if role in SECOND_FACTOR_ROLES else ""
        table.add_row(label, f"{login}@slrt.test", PASSWORD, code)
    console.print(table)
    console.print(f"Rahasia faktor kedua untuk aplikasi autentikator: {TOTP_SECRET}")
    console.print("Sukoharjo: …skh@slrt.test · Tanjungbalai: …tjb@slrt.test")
    console.print(f"\n  http://127.0.0.1:{port}\n\nCtrl-C menghentikan semuanya.")
