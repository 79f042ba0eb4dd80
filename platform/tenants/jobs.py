"""What happens after a transaction: invitations leave by mail, and who lost a phone hears of the new beginning."""

from flask import current_app
from sqlalchemy import select

from foundation import messaging
from foundation.clock import now
from foundation.db import db
from foundation.jobs import job
from foundation.tenancy import current_tenant_id
from tenants import invitations
from tenants.models import Invitation, Membership, Tenant
from tenants.office_time import office_day
from tenants.permissions import ROLE_LABELS
from web.formats import long_date


@job("tenants.send_invitation")
def send_invitation(invitation_id: int) -> None:
    """Mail the link. Undeliverable passes through: the outbox tries again, with a new link."""
    invitation = db.session.scalars(select(Invitation).where(Invitation.id == invitation_id)).one()
    if invitation.withdrawn_at or invitation.accepted_at or invitation.expires_at <= now():
        return
    membership = db.session.get_one(Membership, (invitation.tenant_id, invitation.membership_id))
    tenant = db.session.get_one(Tenant, invitation.tenant_id)
    address = f"{current_app.config['SLRT'].public_url}/undangan/{invitations.fresh_link(invitation)}"
    body = _WORDS.format(
        name=membership.name,
        by=invitation.invited_by,
        role=ROLE_LABELS[membership.role],
        place=tenant.full_name,
        address=address,
        until=long_date(office_day(invitation.expires_at, tenant.timezone)),
    )
    subject, reference = f"Undangan bertugas di SLRT {tenant.name}", f"invitation-{current_tenant_id()}-{invitation_id}"
    messaging.send(messaging.Letter("email", membership.email, subject, body, reference))


@job("tenants.tell_of_reset")
def tell_of_reset(membership_id: int) -> None:
    """Mail whoever's second factor an administrator has reset: it may not have been they who asked."""
    membership = db.session.get_one(Membership, (current_tenant_id(), membership_id))
    if not membership.email:
        return
    tenant = db.session.get_one(Tenant, membership.tenant_id)
    body = _RESET.format(name=membership.name, place=tenant.full_name)
    reference = f"second-factor-{membership.tenant_id}-{membership_id}-{now():%Y%m%d%H}"
    subject = f"Verifikasi dua langkah Anda direset, SLRT {tenant.name}"
    messaging.send(messaging.Letter("email", membership.email, subject, body, reference))


_WORDS = """Yth. {name},

{by} mengundang Anda bertugas sebagai {role} di SLRT {place}.

Buka alamat ini untuk menerima undangan dan membuat kata sandi:
{address}

Undangan ini hanya untuk Anda, berlaku sekali, sampai {until}. Jangan teruskan kepada orang lain.
Bila Anda tidak mengenal undangan ini, abaikan saja.
"""

_RESET = """Yth. {name},

Administrator SLRT {place} mereset verifikasi dua langkah akun Anda. Semua sesi Anda berakhir.
Masuk dengan kata sandi Anda, lalu siapkan lagi aplikasi autentikator.

Bila bukan Anda yang meminta, segera hubungi kantor SLRT dan ganti kata sandi Anda.
"""
