"""Seeds the demonstration: cards, staff, a business system. Repeating it changes nothing."""

import dataclasses
import datetime as dt
import json
import os
import pathlib
import secrets

from django.conf import settings

from demo.companies import seed_company
from demo.material import lay_out_cards
from demo.nodes import seed_nodes
from demo.offices import seed_offices
from demo.sources import seed_sources
from shiming.accounts import totp_kit
from shiming.accounts.actions.credentials.confirm_authenticator import confirm_authenticator
from shiming.accounts.actions.credentials.start_authenticator import start_authenticator
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.types import AccountId, AccountPermission, Visit
from shiming.accounts.types.applications import ApplicationPermission
from shiming.directory import queries as directory
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.types import DirectoryPermission, StaffDraft
from shiming.identity_provider.actions.register_client import register_client
from shiming.identity_provider.types import (
    ClientKind,
    Launch,
    ProvisioningPermission,
    RegistryPermission,
    Scope,
)
from shiming.jobs.types import JobPermission
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.ids import new_id
from shiming.legal_persons.types import LegalPersonPermission
from shiming.messages.types import MessagePermission
from shiming.proofing.types import ProofingPermission
from shiming.trust_sources.types import NodePermission, SourcePermission, TrustPermission
from shiming.vendors.trust.simulator.keys import SimulatorKeys


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One member of staff of the demonstration and what they may do."""

    user_name: str
    what: str
    permissions: tuple[str, ...]
    number: str
    """As personnel knows them: whoever decides as the second one must be somebody."""


STAFF = (
    StaffMember(
        user_name="demo-reviewer",
        number="609901198801020004",
        what="decides cases that the machine left open",
        permissions=(ProofingPermission.REVIEW,),
    ),
    StaffMember(
        user_name="demo-unit-clerk",
        number="609901198801020012",
        what="approves units, gives them their first codes",
        permissions=(LegalPersonPermission.REVIEW, LegalPersonPermission.ISSUE_CODE),
    ),
    StaffMember(
        user_name="demo-registrar",
        number="609901198801020020",
        what="decides which systems connect, keeps the register of systems",
        permissions=tuple(RegistryPermission),
    ),
    StaffMember(
        user_name="demo-desk",
        number="609901198801020039",
        what="reviews applications for accounts, writes their forms",
        permissions=(
            ApplicationPermission.REVIEW,
            ApplicationPermission.EDIT_FORM,
            ApplicationPermission.MOVE_CONNECTION,
        ),
    ),
    StaffMember(
        user_name="demo-operator",
        number="609901198801020047",
        what="background jobs, working-day calendar, permissions, staff, groups, user provisioning,"
        " texts of messages, reminders, proposes changes of portals",
        permissions=(
            JobPermission.MANAGE,
            MessagePermission.DRAFT_TEMPLATE,
            MessagePermission.CONFIGURE_REMINDERS,
            MessagePermission.READ_LOG,
            DirectoryPermission.EDIT_CALENDAR,
            DirectoryPermission.GRANT,
            DirectoryPermission.MANAGE_GROUPS,
            DirectoryPermission.MANAGE_ORGANISATIONS,
            DirectoryPermission.MANAGE_SCIM,
            DirectoryPermission.MANAGE_STAFF,
            DirectoryPermission.PUBLISH,
            AccountPermission.MANAGE_PORTALS,
            AccountPermission.RESET_STAFF,
            ProvisioningPermission.MANAGE,
        ),
    ),
    StaffMember(
        user_name="demo-window",
        number="609901198801020055",
        what="helps at the window with accounts and passwords, inspects the archive of evidence,"
        " publishes forms and texts that a colleague has written, agrees to changes of portals",
        permissions=(
            AccountPermission.LOOK_UP,
            AccountPermission.UNLOCK,
            AccountPermission.FREEZE,
            AccountPermission.SEE_ABUSE,
            AccountPermission.ANNOUNCE,
            AccountPermission.MANAGE_PORTALS,
            AccountPermission.RENEW_NUMBER,
            AccountPermission.RESET_AT_COUNTER,
            AccountPermission.CAPTURE_AT_COUNTER,
            AccountPermission.RESET_SECOND_FACTOR,
            ApplicationPermission.PUBLISH_FORM,
            MessagePermission.APPROVE_TEMPLATE,
            ProofingPermission.INSPECT_ARCHIVE,
        ),
    ),
    StaffMember(
        user_name="demo-source-keeper",
        what="enters trust sources and certificate authorities, keeps nodes, proposes what becomes"
        " of conflicts between them",
        permissions=(
            TrustPermission.MANAGE_AUTHORITIES,
            SourcePermission.MANAGE_SOURCES,
            NodePermission.MANAGE,
            NodePermission.SETTLE,
        ),
        number="600101198001019011",
    ),
    StaffMember(
        user_name="demo-source-approver",
        what="approves trust sources, settlements and keys of nodes as the second officer",
        permissions=(
            SourcePermission.APPROVE_SOURCES,
            NodePermission.MANAGE,
            NodePermission.SETTLE,
        ),
        number="60010119800101902X",
    ),
)


def seed(*, port: int) -> None:
    """
    Seed the demonstration of this environment, and write its facts to `demo.json`.

    Passwords and secrets are made at random and kept in that file alone, readable by its owner.

    :raises SystemExit: in production, or if the folder holds another demonstration
    """
    if settings.ENV.is_production:
        raise SystemExit("A demonstration is not seeded in production.")
    data: pathlib.Path = settings.ENV.data_dir
    kept = data / "demo.json"
    if kept.exists():
        facts = json.loads(kept.read_text(encoding="utf-8"))
        if facts["addresses"]["product"] == settings.ENV.base_url:
            return
        raise SystemExit(
            f"{data} holds a demonstration for {facts['addresses']['product']}:"
            " choose that PORT, or another DATA folder"
        )
    now = clock.now()
    operator = system_actor(device="demonstration")
    people = lay_out_cards(data / "cards", today=clock.today_in_china(now))
    accounts = {}
    opened_for: dict[str, AccountId] = {}
    for member in STAFF:
        password = f"Demo-{secrets.token_urlsafe(9)}7a"
        opened = open_staff_member(
            draft=StaffDraft(
                user_name=member.user_name,
                number=ResidentNumber.parse(member.number),
            ),
            keeper=directory.keeper_of(officer=operator),
            actor=operator,
            now=now,
        )
        account_id = choose_password(
            typed_code=opened.code,
            password=password,
            document=None,
            account_id=None,
            visit=Visit(token="", address="", device="demonstration"),
            now=now,
        )
        for permission in member.permissions:
            grant_permission(
                account_id=account_id, permission=permission, granter=operator, now=now
            )
        opened_for[member.user_name] = account_id
        accounts[member.user_name] = {
            "user_name": member.user_name,
            "password": password,
            "totp_secret": _enrol_app(account_id, now=now),
            "may": member.what,
        }
    seed_sources(
        address=settings.ENV.simulated_social_url or f"http://127.0.0.1:{port + 2}",
        keys=SimulatorKeys.read_or_make(data / "simulated_sources.json"),
        proposer=opened_for["demo-source-keeper"],
        approver=opened_for["demo-source-approver"],
        now=now,
    )
    business_system = f"http://localhost:{port + 1}"
    client = register_client(
        client_id="business-system",
        name="样本业务系统",
        kind=ClientKind.GOVERNMENTAL,
        redirect_uris=[f"{business_system}/callback"],
        post_logout_redirect_uris=[f"{business_system}/"],
        allowed_scopes=[Scope.OPENID, Scope.PROFILE, Scope.IDENTITY],
        owner="示范单位",
        launch=Launch(home_uri=f"{business_system}/", tile_text="样本"),
        actor=operator,
        now=now,
    )
    seed_nodes(
        address=f"http://127.0.0.1:{port + 9}", keeper=opened_for["demo-source-keeper"], now=now
    )
    facts = {
        "addresses": {
            "product": settings.ENV.base_url,
            "sms_box": f"{settings.ENV.base_url}/sms-box/",
            "business_system": business_system,
            "register": settings.ENV.register_url,
        },
        "accounts": accounts,
        "clients": {
            "business_system": {
                "client_id": client.client_id,
                "client_secret": client.client_secret,
            }
        },
        "company": seed_company(actor=operator, now=now),
        "citizens": seed_offices(actor=operator, now=now),
        "files": {"cards": str(data / "cards")},
        "people": people,
    }
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(facts, file, ensure_ascii=False, indent=2)


def _enrol_app(account_id: AccountId, *, now: dt.datetime) -> str:
    """Enrol an authenticator app for a member of staff, and return its secret (demo only)."""
    owner = Actor(
        account_id=account_id, session_id=new_id(), factors={"pwd": now}, device="demonstration"
    )
    app = start_authenticator(actor=owner, now=now)
    # The code of the step before, so that the one that is shown now is still good to sign in with.
    before = totp_kit.code_at(app.secret, step=totp_kit.step_of(now) - 1)
    confirm_authenticator(typed=before, actor=owner, now=now)
    return app.secret
