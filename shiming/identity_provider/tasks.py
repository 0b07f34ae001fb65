"""What the area does by itself: new signing keys in time, and forgetting what is over."""

import contextlib
import datetime as dt
import http
import uuid

from shiming.identity_provider import errors, ports, queries, scim_delivery
from shiming.identity_provider.actions.forget_expired import forget_expired
from shiming.identity_provider.actions.keep_client_keys import keep_client_keys
from shiming.identity_provider.actions.local_users.forget_candidates import forget_candidates
from shiming.identity_provider.actions.provisioning.fill_provisioning import fill_provisioning
from shiming.identity_provider.actions.provisioning.lease_delivery import lease_delivery
from shiming.identity_provider.actions.provisioning.retry_deliveries import retry_deliveries
from shiming.identity_provider.actions.provisioning.settle_delivery import settle_delivery
from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.identity_provider.actions.settle_sign_out_notice import settle_sign_out_notice
from shiming.identity_provider.engine import engine
from shiming.identity_provider.operations import provisioning, registrations, sign_outs
from shiming.identity_provider.protocol.endpoints.cas.logout import logout_request
from shiming.identity_provider.protocol.logout_tokens import sign_logout_token
from shiming.identity_provider.protocol.registration import InvalidClientMetadata
from shiming.identity_provider.types import SignOutChannel, SignOutNoticeId
from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.types import JobRun
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.outside import FetchFault, FetchReason

# What another attempt can mend: the client is down, or was too slow.
_TOLD = {http.HTTPStatus.OK, http.HTTPStatus.NO_CONTENT}
_RETRIED_AT_ONCE = 500
_PASSING = {FetchReason.CONNECTION, FetchReason.TIMEOUT, FetchReason.NAME_UNKNOWN}


@jobs.every(minutes=60, kind="identity_provider.rotate_signing_key")
def rotate(_job: JobRun) -> None:
    """Make a new signing key of each algorithm when the present one has signed for long enough."""
    for algorithm in queries.list_algorithms_in_use():
        rotate_signing_key(
            algorithm=algorithm,
            only_if_older_than=ports.key_policy().signs_for,
            actor=system_actor(device="identity_provider"),
            now=clock.now(),
        )


@jobs.every(minutes=60, kind="identity_provider.forget_expired")
def forget(_job: JobRun) -> None:
    """Delete interactions, grants and tokens that are over."""
    forget_expired(now=clock.now())


@jobs.every(minutes=24 * 60, kind="identity_provider.forget_candidates")
def forget_told_users(_job: JobRun) -> None:
    """Forget what clients told of users who never came."""
    forget_candidates(actor=system_actor(device="identity_provider"), now=clock.now())


@jobs.handler(sign_outs.TELL)
def tell_sign_out(job: JobRun) -> None:
    """
    Tell one client that a session is over, and note whether it answered.

    :raises RetryLater: if it did not, and may do so later
    """
    notice_id = SignOutNoticeId(uuid.UUID(job.subject))
    letter = queries.find_letter(notice_id)
    if letter is None:
        return
    error, may_pass = _deliver(letter)
    is_final = not may_pass or job.is_last_attempt
    settle_sign_out_notice(
        notice_id=notice_id,
        error=error,
        is_final=is_final,
        actor=system_actor(device="identity_provider"),
        now=clock.now(),
    )
    if error and not is_final:
        raise RetryLater


def _deliver(letter: queries.Letter) -> tuple[str, bool]:
    """Send a notice; return the code of the fault, if any, and whether that may pass."""
    is_cas = letter.channel is SignOutChannel.CAS
    try:
        status = ports.fetcher().fetch(letter.address, form=_form(letter)).status
    except FetchFault as fault:
        if is_cas and fault.reason is FetchReason.REDIRECTED:
            # CAS knows no answer to its message: a client that has read it may well go on to send
            # whoever asks without a cookie to the sign-in. Nothing is fetched from there.
            return "", False
        return fault.reason.value, fault.reason in _PASSING
    # Back-Channel Logout 1.0, section 2.8; of CAS clients anything that is no breakdown is one.
    is_told = status < http.HTTPStatus.BAD_REQUEST if is_cas else status in _TOLD
    if is_told:
        return "", False
    return f"status_{status}", status >= http.HTTPStatus.INTERNAL_SERVER_ERROR


def _form(letter: queries.Letter) -> dict[str, str]:
    now = clock.now()
    if letter.channel is SignOutChannel.CAS:
        return {"logoutRequest": logout_request(ticket=letter.ticket, now=now)}
    token = sign_logout_token(
        engine().provider(now),
        client_id=letter.client_id,
        sector=letter.sector,
        account_id=letter.account_id,
        session_id=letter.session_id,
        algorithm=letter.algorithm,
        now=now,
    )
    return {"logout_token": token}


@jobs.every(minutes=10, kind="identity_provider.read_client_keys")
def read_client_keys(_job: JobRun) -> None:
    """Read the keys again that clients publish; who does not answer keeps the old ones."""
    for registration in queries.list_registrations_with_old_keys(now=clock.now()):
        try:
            jwks = registrations.read_keys(registration.jwks_uri)
        except InvalidClientMetadata:
            jwks = None
        keep_client_keys(
            registration_id=registration.pk,
            jwks_uri=registration.jwks_uri,
            jwks=jwks,
            now=clock.now(),
        )


@jobs.handler(provisioning.FILL)
def fill(job: JobRun) -> None:
    """Add the staff that were there before a client became unified, some at a time."""
    _fill(uuid.UUID(job.subject), job)


@jobs.every(minutes=60, kind="identity_provider.resume_filling")
def resume_filling(job: JobRun) -> None:
    """Go on where a job that added staff was lost for good."""
    for provisioning_id in queries.list_unfilled(before=clock.now() - dt.timedelta(hours=1)):
        _fill(provisioning_id, job)


def _fill(provisioning_id: uuid.UUID, job: JobRun) -> None:
    while not job.is_cancelled():
        filled = fill_provisioning(provisioning_id=provisioning_id, now=clock.now())
        if filled.is_over:
            return
        job.progress(filled.done, filled.total)


@jobs.handler(provisioning.DELIVER)
def deliver_user(job: JobRun) -> None:
    """
    Let one unified client have one member of staff as they are now.

    :raises RetryLater: if it could not, and may later; or if another worker is at it
    """
    row_id = uuid.UUID(job.subject)
    if queries.find_delivery(row_id) is None:
        return
    if not lease_delivery(row_id=row_id, now=clock.now()):
        raise RetryLater
    # Read again: what another worker delivered meanwhile must not be overtaken by an older state.
    delivery = queries.find_delivery(row_id)
    if delivery is None:
        return
    outcome = scim_delivery.deliver(delivery)
    is_final = not outcome.may_pass or job.is_last_attempt
    settle_delivery(
        row_id=row_id,
        wanted=delivery.wanted,
        remote_id=outcome.remote_id,
        error=outcome.error,
        is_final=is_final,
        actor=system_actor(device="identity_provider"),
        now=clock.now(),
    )
    if outcome.error and not is_final:
        raise RetryLater


@jobs.every(minutes=60, kind="identity_provider.retry_deliveries")
def retry_failed_deliveries(_job: JobRun) -> None:
    """Try again what failed more than an hour ago: a system may be away for days."""
    now = clock.now()
    row_ids = queries.list_failed(before=now - dt.timedelta(hours=1))
    # In parts, each a transaction of its own: a system that was away for days leaves many.
    for start in range(0, len(row_ids), _RETRIED_AT_ONCE):
        part = row_ids[start : start + _RETRIED_AT_ONCE]
        # An officer may have been quicker with all of a part.
        with contextlib.suppress(errors.ProvisioningNotFound):
            retry_deliveries(
                row_ids=part, officer=system_actor(device="identity_provider"), now=now
            )
