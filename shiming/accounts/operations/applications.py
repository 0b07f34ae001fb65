"""Small writes about applications for accounts, in the caller's transaction (A4)."""

import datetime as dt
from collections.abc import Mapping, Sequence

from shiming.accounts import errors, ports, queries
from shiming.accounts.models.applications import (
    ApplicationForm,
    ApplicationScanRow,
    ApplicationStepRow,
    ProvenMobile,
)
from shiming.accounts.operations import counters
from shiming.accounts.operations.activation import ALPHABET, printable_code
from shiming.accounts.queries import applications as reads
from shiming.accounts.types import CounterScope, IssuedActivation, Visit
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationFacts,
    ApplicationId,
    ApplicationState,
    FormState,
    MobileProof,
)
from shiming.audit import operations as audit
from shiming.kernel import pictures
from shiming.kernel.actor import Actor
from shiming.kernel.declared_forms import MOST_SCAN_BYTES, FieldType
from shiming.kernel.phones import Mobile
from shiming.messages import operations as messages
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

SCAN_PURPOSE = "accounts.application_scan"
_CHECKS = "ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8


def remember_mobile(*, mobile: Mobile, visit: Visit, now: dt.datetime) -> None:
    """Let this browser, and no other, work with the mobile that it has just proven."""
    ProvenMobile.objects.create(
        bound_to=vault.blind_index(purpose=queries.BINDING_INDEX, value=visit.token),
        mobile=mobile.value,
        proven_at=now,
        expires_at=now + ports.policy().proven_mobile_lifetime,
    )


def pay_for_application(
    *, proof: MobileProof, visit: Visit, actor: Actor, now: dt.datetime
) -> bool:
    """
    Count an application against its mobile and its address; tell whether both had one left.

    The caller commits this before it refuses, or flooding would cost nothing.
    """
    charges = (
        (
            CounterScope.APPLICATION_NUMBER,
            counters.subject_of_text(f"mobile:{proof.mobile.value}"),
        ),
        (CounterScope.APPLICATION_ADDRESS, counters.subject_of_address(visit.address)),
    )
    return all(
        counters.charge(scope=scope, subject=subject, actor=actor, now=now).is_granted
        for scope, subject in charges
    )


def ensure_form(code: str, *, now: dt.datetime) -> ApplicationForm:
    """
    Return the newest form in force; one that came with the product gets its row on first use.

    :raises errors.ApplicationKindUnknown: if nobody can apply for this
    """
    row = reads.newest_form(code)
    if row is not None:
        return row
    if code not in reads.SHIPPED:
        raise errors.ApplicationKindUnknown
    shipped = ApplicationForm(
        kind=code,
        version=1,
        state=FormState.IN_FORCE,
        declaration=reads.shipped_declaration(code),
        proposed_at=now,
    )
    # Two may come at once: the loser reads the winner's row.
    ApplicationForm.objects.bulk_create([shipped], ignore_conflicts=True)
    return ApplicationForm.objects.get(kind=code, version=1)


def clean_scans(scans: Mapping[str, Sequence[bytes]]) -> dict[str, list[bytes]]:
    """
    Return the pages made anew; to be called outside a transaction, for it takes its time.

    Whatever else a file carried is gone with the old bytes: that is why nothing scans it for
    malicious programs.

    :raises kernel.pictures.PictureTypeUnknown: if one is neither JPEG nor PNG
    :raises kernel.pictures.PictureTooLarge: if one has too many bytes or pixels
    :raises kernel.pictures.PictureBroken: if one is cut off or damaged
    """
    return {
        field: [pictures.clean_picture(page, max_bytes=MOST_SCAN_BYTES).content for page in pages]
        for field, pages in scans.items()
    }


def keep_scans(
    *, application_id: ApplicationId, scans: Mapping[str, Sequence[bytes]], now: dt.datetime
) -> None:
    """Keep pages in the vault; those that they replace are shredded."""
    drop_scans(application_id=application_id, fields=list(scans), now=now)
    ApplicationScanRow.objects.bulk_create(
        ApplicationScanRow(
            application_id=application_id,
            field=field,
            place=place,
            file_id=vault.keep_file(SCAN_PURPOSE, content, "image/jpeg", now, None),
            kept_at=now,
        )
        for field, pages in scans.items()
        for place, content in enumerate(pages)
    )


def drop_scans(*, application_id: ApplicationId, fields: Sequence[str], now: dt.datetime) -> None:
    """Shred the pages of these fields."""
    rows = ApplicationScanRow.objects.filter(application_id=application_id, field__in=fields)
    for row in rows.order_by("pk"):
        vault.shred_file(VaultFileId(row.file_id), now)
    rows.delete()


def note_step(
    *,
    application_id: ApplicationId,
    state: ApplicationState,
    event: ApplicationEvent,
    actor: Actor,
    now: dt.datetime,
    note: str = "",
) -> None:
    """Write a change of state into the application's record and into the audit."""
    ApplicationStepRow.objects.create(
        application_id=application_id,
        state=state,
        made_by=actor.account_id,
        note=note or None,
        made_at=now,
    )
    audit.record(
        event=event,
        actor=actor,
        subject=f"application:{application_id}",
        at=now,
        details={"state": state.value},
    )


def tell_applicant(
    *,
    template: str,
    application: ApplicationFacts,
    context: Mapping[str, str | int],
    now: dt.datetime,
) -> None:
    """Write to the mobile of an applicant, and to the mailbox that they gave, if any (S01-9)."""
    messages.send_sms(template=template, mobile=application.mobile, context=context, now=now)
    for field in application.kind.form.fields:
        if field.type is FieldType.EMAIL and field.key in application.answers:
            messages.send_email(
                template=template,
                address=application.answers[field.key],
                context=context,
                now=now,
            )
            return


def new_number() -> str:
    """Return a number that says nothing of how many there are, with a check character."""
    code = printable_code(_LENGTH)
    return f"{code}-{check_character(code)}"


def check_character(code: str) -> str:
    """Return the character with which a slip in a number shows."""
    bare = code.replace("-", "")
    return _CHECKS[sum(n * ALPHABET.index(c) for n, c in enumerate(bare, start=1)) % len(_CHECKS)]


def send_first_code(
    *, application: ApplicationFacts, issued: IssuedActivation, now: dt.datetime
) -> None:
    """Send the code that opens a new account to its applicant alone, valid for a day (S01-9)."""
    kind = application.kind
    login = kind.login
    by_number = login is not None and login.number_kind is not None
    hours = int((issued.expires_at - now).total_seconds() // 3600)
    messages.send_sms(
        # A permit number is not repeated in the text: some look like identity numbers.
        template="accounts/application_approved_number"
        if by_number
        else "accounts/application_approved",
        mobile=application.mobile,
        context={
            "number": application.number,
            "login": queries.get_account(issued.account_id).user_name or "",
            "code": issued.code,
            "hours": hours,
        },
        now=now,
    )
