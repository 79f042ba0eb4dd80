"""The second factor: one-time codes of an authenticator, and recovery codes for the day the phone is gone.

Everything here runs as the sign-in role. Commit also when it refuses (web.transaction), or no try is counted.
"""

import hmac
import secrets
from dataclasses import dataclass

from flask_babel import gettext as _
from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import delete, func, insert, select, update

from foundation.clock import now
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants.models import Account, RecoveryCode
from tenants.permissions import SECOND_FACTOR_ROLES
from tenants.throttle import count_try, forget_tries, key_of

STEP = 30  # seconds a one-time code lasts (RFC 6238)
TOTP_PURPOSE = "account.totp"
ISSUER = "SLRT"
RECOVERY_CODES = 8
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another on paper
_RECOVERY_LENGTH = 10
_SIGNIN = Context(Reader.SIGNIN)


@dataclass(frozen=True)
class Offer:
    """A secret to put into an authenticator; it counts for nothing until a code proves that it got there."""

    secret: str
    address: str
    """What the QR code holds."""

    @property
    def spaced(self) -> str:
        """The secret as one types it: in fours."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


@enter(_SIGNIN)
def is_set(account_id: int) -> bool:
    """Whether that account has an authenticator."""
    return db.session.scalar(select(Account.totp_cipher).where(Account.id == account_id)) is not None


@enter(_SIGNIN)
def is_asked(account_id: int, role: str) -> bool:
    """Whoever signs letters or administers must give one; whoever has set one up wants to be asked."""
    return role in SECOND_FACTOR_ROLES or is_set(account_id)


@enter(_SIGNIN)
def offer(account_id: int) -> Offer:
    """The secret to be set up: the same one until it is confirmed, so that a reloaded page still fits the phone."""
    account = db.session.get_one(Account, account_id, with_for_update=True)
    if account.totp_offer_cipher is None:
        account.totp_offer_cipher = vault().encrypt(random_base32(), TOTP_PURPOSE)
        db.session.flush()
    secret = vault().decrypt(account.totp_offer_cipher, TOTP_PURPOSE)
    return Offer(secret, TOTP(secret).provisioning_uri(name=account.login, issuer_name=ISSUER))


@enter(_SIGNIN)
def confirm(account_id: int, code: str) -> list[str]:
    """A code of the offered secret makes it the account's second factor. Returns fresh recovery codes."""
    account = db.session.get_one(Account, account_id, with_for_update=True)
    if account.totp_offer_cipher is None:
        raise Refused(_("Kode QR ini sudah tidak berlaku. Muat ulang halaman ini."), code="no_offer")
    key = key_of(account_id, "signin.code")
    count_try(key)
    step = _step_of(vault().decrypt(account.totp_offer_cipher, TOTP_PURPOSE), code)
    if step is None:
        words = _("Kode tidak cocok. Pastikan jam ponsel Anda benar, lalu masukkan kode yang baru.")
        raise Refused(words, field="code", code="wrong_code")
    forget_tries(key)
    account.totp_cipher, account.totp_offer_cipher, account.totp_last_step = account.totp_offer_cipher, None, step
    return new_recovery_codes(account_id)


@enter(_SIGNIN)
def spend(account_id: int, code: str | None) -> bool:
    """Give a one-time code or a recovery code: each opens once, also when two arrive at the same moment.

    Returns whether it was a recovery code. Refused: `code_needed`, `no_second_factor`, `wrong_code`, `locked`.
    """
    if code is None:
        raise Refused(_("Peran ini memerlukan kode sekali pakai."), field="code", code="code_needed")
    key = key_of(account_id, "signin.code")
    count_try(key)
    account = db.session.get_one(Account, account_id)
    if account.totp_cipher is None:
        message = _("Kode sekali pakai akun ini belum disiapkan. Masuk lagi untuk menyiapkannya.")
        raise Refused(message, code="no_second_factor")
    step = _step_of(vault().decrypt(account.totp_cipher, TOTP_PURPOSE), code)
    by_recovery = step is None and _spend_recovery_code(account_id, code)
    if not by_recovery and (step is None or not _is_newest(account_id, step)):
        raise Refused(
            _("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya."), field="code", code="wrong_code"
        )
    forget_tries(key)
    return by_recovery


@enter(_SIGNIN)
def new_recovery_codes(account_id: int) -> list[str]:
    """Fresh recovery codes in place of the old. They are returned once; the database keeps keyed hashes."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.session.execute(
        insert(RecoveryCode), [{"account_id": account_id, "code_hash": _hash(account_id, code)} for code in codes]
    )
    half = _RECOVERY_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


@enter(_SIGNIN)
def recovery_codes_left(account_id: int) -> int:
    """How many have not been used."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def _spend_recovery_code(account_id: int, typed: str) -> bool:
    code = "".join(letter for letter in typed.upper() if letter in _LETTERS)
    this = update(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.code_hash == _hash(account_id, code),
        RecoveryCode.used_at.is_(None),
    )
    spent = db.session.execute(this.values(used_at=now()).returning(RecoveryCode.account_id))
    return spent.first() is not None


def _hash(account_id: int, code: str) -> bytes:
    return vault().lookup(f"{account_id}:{code}", "account.recovery")


def _is_newest(account_id: int, step: int) -> bool:
    newer = update(Account).where(Account.id == account_id, Account.totp_last_step < step)
    return db.session.execute(newer.values(totp_last_step=step).returning(Account.id)).first() is not None


def _step_of(secret: str, code: str) -> int | None:
    """Which 30-second step the code belongs to: this one or a neighbour, as clocks differ."""
    typed = code.replace(" ", "").encode()
    totp, here = TOTP(secret), int(now().timestamp()) // STEP
    fitting = (s for s in (here, here - 1, here + 1) if hmac.compare_digest(totp.generate_otp(s).encode(), typed))
    return next(fitting, None)
