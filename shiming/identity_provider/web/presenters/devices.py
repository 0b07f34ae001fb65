"""The page on which a person decides about a device."""

import dataclasses

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.identity_provider.protocol.claims import CLAIMS_OF_SCOPE
from shiming.identity_provider.queries import DeviceFacts
from shiming.identity_provider.types import Scope
from shiming.identity_provider.web.labels import CLAIMS, SILENT
from shiming.web_kit.types import Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """Which device it is, and what it will learn."""

    client_name: str
    user_code: str
    facts: tuple[Fact, ...]
    claims: tuple[str, ...]
    is_elsewhere: bool


def present(found: DeviceFacts, *, user_code: str, own_address: str) -> DeviceView:
    """Return what the page shows."""
    asked_at = date_format(timezone.localtime(found.asked_at), "Y-m-d H:i")
    is_elsewhere = found.address != own_address
    return DeviceView(
        client_name=found.client_name,
        user_code=user_code,
        facts=(
            Fact(label=_("申请登录的系统"), value=found.client_name),
            Fact(label=_("设备代码"), value=user_code.upper()),
            Fact(
                label=_("设备所在网络"),
                value=_("与您现在使用的网络不同") if is_elsewhere else _("与您现在使用的网络相同"),
                note=found.address,
            ),
            Fact(label=_("申请时间"), value=asked_at),
        ),
        claims=tuple(
            str(CLAIMS[name])
            for scope in Scope
            if scope in found.scopes
            for name in CLAIMS_OF_SCOPE.get(scope, ())
            if name in CLAIMS and name not in SILENT
        ),
        is_elsewhere=is_elsewhere,
    )
