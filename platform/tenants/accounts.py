"""One's own account: password, second factor, recovery codes, sessions. Written as the sign-in role.

Whoever finds a computer left open must still know the password to change any of them.
"""

from flask_babel import gettext as _
from sqlalchemy import Update, update

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants import audit, second_factor
from tenants.models import Account, SigninSession
from tenants.signin import fits, hasher
from tenants.subjects import digest, subject
from tenants.throttle import count_try, forget_tries, key_of

FEWEST_LETTERS = 5
"""Different characters a password must have: 1111111111 is long and worth nothing."""
_TOO_USUAL = ("password", "kata sandi", "katasandi", "rahasia", "qwerty", "12345", "indonesia", "slrt")
_SIGNIN = Context(Reader.SIGNIN)


@enter(_SIGNIN)
def change_password(current: str, fresh: str, token: str) -> None:
    """Replace the subject's password; every session but that of `token` ends.

    Refused at `current` when it is wrong (commit also then), at `password` when the new one is easily guessed.
    """
    account = _proven(current, "current")
    if fresh == current:
        raise Refused(_("Kata sandi baru masih sama dengan yang lama."), field="password", code="same_password")
    refuse_easy(fresh, account)
    account.password_hash = hasher.hash(fresh)
    _end_others(token)
    _note("password.change")


@enter(_SIGNIN)
def set_second_factor(password: str, code: str, token: str) -> list[str]:
    """The offered authenticator becomes the subject's, in place of an older one. Returns the recovery codes.

    Every session but that of `token` ends. Refused at `password` or `code`; commit also then.
    """
    account = _proven(password, "password")
    codes = second_factor.confirm(account.id, code)
    _end_others(token)
    _note("second_factor.set")
    return codes


@enter(_SIGNIN)
def renew_recovery_codes(password: str) -> list[str]:
    """Fresh recovery codes; the old ones open nothing any more. Refused at `password`; commit also then."""
    account = _proven(password, "password")
    if account.totp_cipher is None:
        raise Refused(_("Siapkan verifikasi dua langkah dulu."), status=409, code="no_second_factor")
    codes = second_factor.new_recovery_codes(account.id)
    _note("recovery.renew")
    return codes


@enter(_SIGNIN)
def end_session(number: str) -> None:
    """End one of the subject's own sessions, named as `queries.my_sessions` does; Refused (404) for any other."""
    this = _alive().where(SigninSession.token_hash == bytes.fromhex(number))
    if db.session.execute(this.values(ended_at=now()).returning(SigninSession.account_id)).first() is None:
        raise Refused(_("Sesi itu sudah berakhir."), status=404, code="not_found")
    _note("session.end")


@enter(_SIGNIN)
def end_other_sessions(token: str) -> int:
    """End every session of the subject's account but that of `token`; how many there were."""
    ended = _end_others(token)
    if ended:
        _note("session.end")
    return ended


def refuse_easy(password: str, account: Account) -> None:
    """Refused at `password` when it is easily guessed."""
    if _is_easy(password, account):
        words = _("Terlalu mudah ditebak. Pakai kalimat pendek yang hanya Anda tahu.")
        raise Refused(words, field="password", code="easy_password")


def prove(account: Account, password: str, field: str) -> None:
    """Refused at `field` unless that is the account's password. The try is counted: commit also then."""
    key = key_of(account.id, "account.password")
    count_try(key)
    if not fits(account.password_hash, password):
        raise Refused(_("Kata sandi tidak cocok."), field=field, code="wrong_password")
    forget_tries(key)


def _proven(password: str, field: str) -> Account:
    account = db.session.get_one(Account, subject().account_id)
    prove(account, password, field)
    return account


def _is_easy(password: str, account: Account) -> bool:
    bare = password.casefold()
    known = [account.login.partition("@")[0], *account.name.casefold().split()]
    holds_known = any(word in bare for word in [*_TOO_USUAL, *known] if len(word) > 3 and len(bare) <= len(word) + 6)
    return len(set(bare)) < FEWEST_LETTERS or holds_known


def _alive() -> Update:
    return update(SigninSession).where(
        SigninSession.account_id == subject().account_id, SigninSession.ended_at.is_(None)
    )


def _end_others(token: str) -> int:
    others = _alive().where(SigninSession.token_hash != digest(token))
    return len(db.session.execute(others.values(ended_at=now()).returning(SigninSession.token_hash)).all())


def _note(action: str) -> None:
    who = subject()
    audit.record_for(action, who.tenant.id, who.membership_id, who.name)
