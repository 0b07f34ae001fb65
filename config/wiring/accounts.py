"""Fill the ports of `accounts`."""

import datetime as dt

from config import passkeys
from config.env import Env
from config.wiring.counterparts import signed_client
from shiming.accounts import ports as accounts
from shiming.accounts.agent_signer import Es256AgentSigner
from shiming.accounts.types import (
    OUTSIDE_METHODS,
    AccountKind,
    AccountPolicy,
    RegistrationVariant,
    limits_of,
)
from shiming.accounts.web.frame import AccountFrameSource
from shiming.accounts.web.pages_of_ways import PagesOfWays
from shiming.directory import queries as directory
from shiming.directory.web import portal
from shiming.proofing import queries as proofing_queries
from shiming.proofing.counter_word import CounterWord
from shiming.proofing.web import addresses as proofing_addresses
from shiming.proofing.web.face_checks import ProofingFaceCheck
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.licences.wallet_simulator import LicenceWalletSimulator
from shiming.vendors.social.qq import QQ
from shiming.vendors.social.wechat import WeChat
from shiming.vendors.wallet.http_wallet import HttpBank, HttpCertificateOffice
from shiming.vendors.wallet.not_connected import NoBank, NoCertificateOffice
from shiming.vendors.wallet.simulator import SimulatedBank, SimulatedCertificateOffice
from shiming.web_kit import actors, frame


def wire(env: Env) -> None:
    """Join accounts to what the areas above know, and to networks, banks and wallets."""
    accounts.policy.fill(
        AccountPolicy(
            registration_variant=RegistrationVariant(env.registration_variant),
            session_idle=dt.timedelta(minutes=env.session_idle_minutes),
            session_idle_staff=dt.timedelta(minutes=env.session_idle_staff_minutes),
            sessions_at_once=env.sessions_at_once,
            qr_confirmed_by_face=env.qr_confirmed_by_face,
            second_factor_kinds=frozenset({AccountKind.STAFF} if env.staff_second_factor else ()),
            limits=limits_of(
                tries=env.password_tries,
                tries_per_address=env.password_tries_per_address,
                lock_for=dt.timedelta(minutes=env.password_lock_minutes),
                codes_per_number=env.codes_per_number,
                codes_per_address=env.codes_per_address,
            ),
        )
    )
    accounts.relying_party.fill(passkeys.relying_party(env))
    accounts.site_hosts.fill(frozenset(env.allowed_hosts))
    accounts.permission_source.fill(directory)
    accounts.personnel_records.fill(directory.StaffRecords())
    accounts.level_source.fill(proofing_queries.EvidenceLevels())
    accounts.document_source.fill(proofing_queries.CaseDocuments())
    accounts.face_check.fill(ProofingFaceCheck())
    accounts.agent_signer.fill(Es256AgentSigner(env.token_key.get_secret_value().encode()))
    accounts.counter_confirmations.fill(CounterWord())
    actors.recent_factor_lifetime.fill(accounts.policy().reauthentication_lifetime)
    actors.outside_methods.fill(OUTSIDE_METHODS)
    accounts.landing_page.fill(portal.DeskLanding())
    accounts.after_registration.fill(proofing_addresses.ProofingAfterRegistration())
    frame.frame_source.fill(AccountFrameSource())
    accounts.sign_in_pages.fill(PagesOfWays())
    _wire_wallet(env)
    _wire_outside_proofs(env)


def _wire_outside_proofs(env: Env) -> None:
    networks: list[accounts.SocialProvider] = []
    if env.wechat_app_id:
        networks.append(
            WeChat(
                app_id=env.wechat_app_id,
                app_secret=env.wechat_app_secret.get_secret_value(),
                simulator_url=env.simulated_social_url,
            )
        )
    if env.qq_app_id:
        networks.append(
            QQ(
                app_id=env.qq_app_id,
                app_key=env.qq_app_key.get_secret_value(),
                simulator_url=env.simulated_social_url,
            )
        )
    accounts.social_providers.fill(accounts.SocialProviders(providers=tuple(networks)))
    if env.simulated_licences:
        accounts.licence_wallet.fill(LicenceWalletSimulator())


def _wire_wallet(env: Env) -> None:
    if env.wallet_url:
        client = signed_client(env.wallet_url, key=env.wallet_key)
        accounts.bank_card_checker.fill(HttpBank(client=client, breaker=CircuitBreaker()))
        accounts.certificate_office.fill(
            HttpCertificateOffice(client=client, breaker=CircuitBreaker())
        )
    elif env.is_production:
        accounts.bank_card_checker.fill(NoBank())
        accounts.certificate_office.fill(NoCertificateOffice())
    else:
        accounts.bank_card_checker.fill(SimulatedBank())
        accounts.certificate_office.fill(SimulatedCertificateOffice())
