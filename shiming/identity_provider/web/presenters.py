"""What the pages of the area show: frozen, in words for people."""

import dataclasses
import uuid

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from shiming.identity_provider.protocol.messages import (
    ConfirmSignOutPage,
    ConsentPage,
    ErrorPage,
    Page,
    ProofMissingPage,
)
from shiming.identity_provider.types import Scope
from shiming.kernel.levels import Level

_SCOPES: dict[str, Promise] = {
    Scope.PROFILE: gettext_lazy("姓名、用户名和当前身份"),
    Scope.PHONE: gettext_lazy("手机号码"),
    Scope.EMAIL: gettext_lazy("电子邮箱"),
    Scope.IDENTITY: gettext_lazy("证件类型、部分遮盖的证件号码和实名认证情况"),
    Scope.IDENTITY_NUMBER: gettext_lazy("完整的证件号码"),
    Scope.OFFLINE_ACCESS: gettext_lazy("在您离开后继续取得以上信息，直到您退出登录"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """A request that must not be answered with a redirect."""

    code: str
    description: str
    template: str = "identity_provider/authorization_error.html"
    status: int = 400


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """What a client wants to know."""

    interaction_id: uuid.UUID
    client_name: str
    scopes: tuple[tuple[str, Promise], ...]
    template: str = "identity_provider/consent_give.html"
    status: int = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProofMissingView:
    """What is still missing, and where it is to be had."""

    interaction_id: uuid.UUID
    client_name: str
    address: str
    level: Level | None
    template: str = "identity_provider/proof_missing.html"
    status: int = 403


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSignOutView:
    """Whether the person wants to sign out."""

    client_name: str
    query: str
    template: str = "identity_provider/sign_out_confirm.html"
    status: int = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutView:
    """That the person is signed out."""

    template: str = "identity_provider/signed_out.html"
    status: int = 200


View = ErrorView | ConsentView | ProofMissingView | ConfirmSignOutView | SignedOutView


def present(page: Page) -> View:
    """Return what the page shows."""
    match page:
        case ErrorPage(error=error):
            return ErrorView(code=error.code, description=error.description)
        case ConsentPage():
            return ConsentView(
                interaction_id=page.interaction_id,
                client_name=page.client_name,
                scopes=tuple((scope, _SCOPES[scope]) for scope in page.scopes),
            )
        case ProofMissingPage():
            return ProofMissingView(
                interaction_id=page.interaction_id,
                client_name=page.client_name,
                address=page.address,
                level=page.level,
            )
        case ConfirmSignOutPage():
            return ConfirmSignOutView(client_name=page.client_name, query=page.query)
        case _:
            return SignedOutView()
