"""Reads: applications, the joint test, waiting changes of addresses (E3)."""

import dataclasses
import datetime as dt

from django.db.models import Q

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import (
    AddressChange,
    Application,
    Client,
    SandboxTester,
    TrialResult,
)
from shiming.identity_provider.types import (
    AddressChangeState,
    ApplicationId,
    ApplicationState,
    ClientEnvironment,
    RegistryPermission,
    Trial,
)
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError

MOST_SHOWN = 200
_CLIENTS = ("sandbox_client", "production_client")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TrialFacts:
    """One point of the joint test, and what the endpoints saw of it."""

    trial: Trial
    is_passed: bool = False
    detail: str = ""
    times: int = 0
    at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TesterFacts:
    """An account that may try a sandbox client out; not every one has a name."""

    account_id: AccountId
    user_name: str


def get_application(*, application_id: ApplicationId, viewer: Actor) -> Application:
    """
    Return an application to its integrator, or to an officer who decides.

    :raises errors.ApplicationNotFound: if there is none, or it is no business of the viewer
    """
    found = Application.objects.select_related(*_CLIENTS).filter(pk=application_id).first()
    if found is None or viewer.account_id is None:
        raise errors.ApplicationNotFound
    if found.applicant_id != viewer.account_id and not viewer.may(RegistryPermission.DECIDE):
        raise errors.ApplicationNotFound
    return found


def get_own_application(*, application_id: ApplicationId, viewer: Actor) -> Application:
    """
    Return an application to the integrator who made it, and to nobody else.

    :raises errors.ApplicationNotFound: if there is none, or it is somebody else's
    """
    found = get_application(application_id=application_id, viewer=viewer)
    if found.applicant_id != viewer.account_id:
        raise errors.ApplicationNotFound
    return found


def find_application_of(client: Client) -> Application | None:
    """Find the application that made a client; clients that operators registered have none."""
    of_client = Q(sandbox_client=client) | Q(production_client=client)
    return Application.objects.filter(of_client).first()


def refusal_of_applicant(application: Application, *, officer: Actor) -> DomainError | None:
    """Return why an officer may not decide, as nobody can tell them from the applicant, or None."""
    return accounts.refusal_of_second(
        first=application.applicant_id,
        person_id=application.applicant_person_id,
        officer=officer,
        own=errors.OwnApplication(),
    )


def list_own_applications(*, viewer: Actor) -> list[Application]:
    """List the viewer's applications, the newest first."""
    own = Application.objects.select_related(*_CLIENTS).filter(applicant_id=viewer.account_id)
    return list(own.order_by("-created_at", "-pk")[:MOST_SHOWN])


def count_waiting_applications(*, viewer: Actor) -> int:
    """Count the viewer's applications that nobody has decided."""
    return Application.objects.filter(
        applicant_id=viewer.account_id,
        state__in=[*policies.OPEN, ApplicationState.RETURNED],
    ).count()


def list_applications(*, viewer: Actor, state: ApplicationState | None = None) -> list[Application]:
    """
    List the applications for an officer: those that wait first, then the newest.

    :raises errors.MayNotDecide: if the viewer does not decide any
    """
    if not viewer.may(RegistryPermission.DECIDE):
        raise errors.MayNotDecide
    rows = Application.objects.select_related(*_CLIENTS)
    rows = rows.filter(state=state) if state else rows
    newest = list(rows.order_by("-submitted_at", "-pk")[:MOST_SHOWN])
    return sorted(newest, key=lambda row: row.state not in policies.OPEN)


def list_trials(client: Client | None) -> tuple[TrialFacts, ...]:
    """List every point of the joint test in its order, and what is known of it."""
    results = {}
    if client is not None:
        results = {one.trial: one for one in TrialResult.objects.filter(client=client)}
    return tuple(
        TrialFacts(
            trial=trial,
            is_passed=True,
            detail=results[trial].detail,
            times=results[trial].times,
            at=results[trial].last_at,
        )
        if trial in results
        else TrialFacts(trial=trial)
        for trial in Trial
    )


def passed_trials(client: Client | None) -> frozenset[Trial]:
    """Return which points of the joint test a client has passed."""
    return frozenset(one.trial for one in list_trials(client) if one.is_passed)


def client_of(application: Application, environment: ClientEnvironment) -> Client:
    """
    Return the client of an application in one environment.

    :raises errors.ApplicationNotFound: if it has none there yet
    """
    is_sandbox = environment is ClientEnvironment.SANDBOX
    client = application.sandbox_client if is_sandbox else application.production_client
    if client is None:
        raise errors.ApplicationNotFound
    return client


def list_address_changes(application: Application) -> list[AddressChange]:
    """List the changes of addresses that an application has seen, the newest first."""
    changes = AddressChange.objects.select_related("client").filter(application=application)
    return list(changes.order_by("-requested_at", "-pk")[:MOST_SHOWN])


def find_pending_change(client: Client) -> AddressChange | None:
    """Find the change of addresses that waits for an officer."""
    return AddressChange.objects.filter(client=client, state=AddressChangeState.PENDING).first()


def list_testers(client: Client) -> list[TesterFacts]:
    """List those who may try a sandbox client out, the first first."""
    testers = SandboxTester.objects.filter(client=client).order_by("added_at", "pk")
    return [
        TesterFacts(account_id=AccountId(account_id), user_name=name or "")
        for account_id, name in testers.values_list("account_id", "account__user_name")
    ]


def is_tester(client: Client, *, account_id: AccountId) -> bool:
    """Tell whether an account may try a sandbox client out."""
    return SandboxTester.objects.filter(client=client, account_id=account_id).exists()
