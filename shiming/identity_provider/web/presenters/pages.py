"""The pages that the engine decides on."""

import dataclasses
import uuid
from http import HTTPStatus

from shiming.identity_provider.protocol.claims import VERIFIED_CLAIMS
from shiming.identity_provider.protocol.consent_preview import PreviewedClaim
from shiming.identity_provider.protocol.messages import (
    ConfirmSignOutPage,
    ConsentPage,
    ErrorPage,
    FormPostPage,
    NotWelcomePage,
    ProofMissingPage,
    SelectAccountPage,
)
from shiming.identity_provider.protocol.store import HolderRecord
from shiming.identity_provider.types import Scope, Unwelcome
from shiming.identity_provider.web.labels import CLAIMS, KNOWN_IF_PROVEN, NOT_KNOWN, VALUES
from shiming.kernel import masking_kit
from shiming.kernel.levels import Level
from shiming.web_kit.types import Fact

DecidedPage = (
    ErrorPage
    | ConsentPage
    | SelectAccountPage
    | FormPostPage
    | ProofMissingPage
    | NotWelcomePage
    | ConfirmSignOutPage
)


def _fact(claim: PreviewedClaim) -> Fact:
    if claim.value:
        value = VALUES.get(claim.value, claim.value)
    else:
        value = KNOWN_IF_PROVEN if claim.name == VERIFIED_CLAIMS else NOT_KNOWN
    return Fact(label=str(CLAIMS.get(claim.name, claim.name)), value=str(value))


def _account_label(holder: HolderRecord) -> str:
    shown = (
        masking_kit.mask_name(holder.name) if holder.name else "",
        holder.user_name and masking_kit.mask_name(holder.user_name),
        masking_kit.mask_phone(holder.mobile.removeprefix("+86")) if holder.mobile else "",
    )
    return " ".join(part for part in shown if part)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """A request that must not be answered with a redirect."""

    code: str
    description: str
    template: str = "identity_provider/authorization_error.html"
    status: int
    retry_after: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """What a client wants to know, claim by claim."""

    interaction_id: uuid.UUID
    client_name: str
    scopes: tuple[str, ...]
    facts: tuple[Fact, ...]
    is_offline: bool
    template: str = "identity_provider/consent_give.html"
    status: int = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SelectAccountView:
    """With which account to go on."""

    interaction_id: uuid.UUID
    client_name: str
    account_label: str
    address: str
    template: str = "identity_provider/account_select.html"
    status: int = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FormPostView:
    """What the browser posts to the client."""

    address: str
    fields: tuple[tuple[str, str], ...] = dataclasses.field(repr=False)
    template: str = "identity_provider/form_post.html"
    status: int = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProofMissingView:
    """What is still missing, and where it is to be had."""

    interaction_id: uuid.UUID | None
    client_name: str
    address: str
    level: Level | None
    template: str = "identity_provider/proof_missing.html"
    status: int = 403


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NotWelcomeView:
    """That a client does not take this person as they act now."""

    client_name: str
    is_for_testers: bool
    is_about_account: bool
    address: str
    template: str = "identity_provider/not_welcome.html"
    status: int = 403


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSignOutView:
    """Whether the person wants to sign out."""

    client_name: str
    query: str
    is_cas: bool
    template: str = "identity_provider/sign_out_confirm.html"
    status: int = 200


View = (
    ErrorView
    | ConsentView
    | SelectAccountView
    | FormPostView
    | ProofMissingView
    | NotWelcomeView
    | ConfirmSignOutView
)


def present(page: DecidedPage) -> View:
    """Return what the page shows."""
    match page:
        case ErrorPage(error=error):
            return ErrorView(
                code=error.code,
                description=error.description,
                # Told to a person, whatever a machine would be told.
                status=error.status if error.retry_after else HTTPStatus.BAD_REQUEST,
                retry_after=error.retry_after,
            )
        case ConsentPage():
            return ConsentView(
                interaction_id=page.interaction_id,
                client_name=page.client_name,
                scopes=page.scopes,
                facts=tuple(_fact(claim) for claim in page.claims),
                is_offline=Scope.OFFLINE_ACCESS in page.scopes,
            )
        case SelectAccountPage():
            return SelectAccountView(
                interaction_id=page.interaction_id,
                client_name=page.client_name,
                account_label=_account_label(page.holder),
                address=page.address,
            )
        case _:
            return _present_others(page)


def _present_others(
    page: FormPostPage | ProofMissingPage | NotWelcomePage | ConfirmSignOutPage,
) -> View:
    match page:
        case FormPostPage():
            return FormPostView(address=page.address, fields=tuple(page.answer.items()))
        case ProofMissingPage():
            return ProofMissingView(
                interaction_id=page.interaction_id,
                client_name=page.client_name,
                address=page.address,
                level=page.level,
            )
        case NotWelcomePage():
            return NotWelcomeView(
                client_name=page.client_name,
                is_for_testers=page.reason is Unwelcome.NO_TESTER,
                is_about_account=page.reason is Unwelcome.ACCOUNT,
                address=page.address,
            )
        case ConfirmSignOutPage():
            return ConfirmSignOutView(
                client_name=page.client_name, query=page.query, is_cas=page.is_cas
            )
