"""The trust sources of the demonstration, played by the simulator: a city and four proofs."""

import dataclasses
import datetime as dt
import json

from shiming.accounts.types import AccountId, AccountKind, SourceUse
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.levels import Level
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.types import (
    Connection,
    SourcePermission,
    SourceProtocol,
    TermsEntry,
)
from shiming.vendors.trust.simulator import checks
from shiming.vendors.trust.simulator.city import CITY
from shiming.vendors.trust.simulator.keys import CLIENT, SimulatorKeys

_MAPPING = {
    "subject": "sub",
    "number": "id_number",
    "name": "name",
    "level": {"attribute": "acr", "values": {"face": "intermediate"}},
}


def seed_sources(
    *, address: str, keys: SimulatorKeys, proposer: AccountId, approver: AccountId, now: dt.datetime
) -> None:
    """Put the simulated sources at `address` under contract, by two officers as it has to be."""
    city = Connection(
        protocol=SourceProtocol.OIDC,
        address=f"{address}{CITY}",
        client_id=CLIENT,
        secret=keys.shared,
        scopes="openid",
    )
    base = TermsEntry(
        name="样本市市民云（模拟）",
        operator="样本市政务服务数据管理局",
        connection=city,
        mapping=json.dumps(_MAPPING, ensure_ascii=False, indent=2),
        use=SourceUse.SIGN_IN,
        kinds=frozenset({AccountKind.NATURAL_PERSON}),
        level=Level.INTERMEDIATE,
        links_alone=False,
        opens_accounts=True,
        portals=(),
        evidence_days=365,
        contract_from=clock.today_in_china(now),
        contract_until=clock.today_in_china(now) + dt.timedelta(days=3650),
    )
    proofs = (
        ("alipay", "支付宝（模拟）", SourceProtocol.ALIPAY, checks.ALIPAY),
        ("unionpay", "银联卡（模拟）", SourceProtocol.UNIONPAY, checks.UNIONPAY),
        ("fund", "住房公积金（模拟）", SourceProtocol.PROVIDENT_FUND, checks.FUND),
        ("tax", "报税用户（模拟）", SourceProtocol.TAX_FILING, checks.TAX),
    )
    entries = {"city": base}
    for code, name, protocol, place in proofs:
        secret, peer_key = {
            SourceProtocol.ALIPAY: (keys.rsa_own, keys.rsa_theirs_public),
            SourceProtocol.PROVIDENT_FUND: (keys.sm2_own, keys.sm2_theirs_public),
        }.get(protocol, (keys.shared, ""))
        entries[code] = dataclasses.replace(
            base,
            name=name,
            operator=name,
            connection=Connection(
                protocol=protocol,
                address=f"{address}{place}",
                client_id=CLIENT,
                secret=secret,
                peer_key=peer_key,
            ),
            mapping="",
            use=SourceUse.PROOF,
            opens_accounts=False,
        )
    for code, entry in entries.items():
        terms_id = propose_terms(
            entry=entry,
            officer=_officer(proposer, SourcePermission.MANAGE_SOURCES),
            now=now,
            code=code,
        )
        decide_terms(
            terms_id=terms_id,
            is_approved=True,
            reason="",
            officer=_officer(approver, SourcePermission.APPROVE_SOURCES),
            now=now,
        )


def _officer(account_id: AccountId, permission: str) -> Actor:
    identity = ActingIdentity(permissions=frozenset({permission}))
    return Actor(account_id=account_id, identity=identity, device="demonstration")
