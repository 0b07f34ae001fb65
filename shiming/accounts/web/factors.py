"""The part of a page that asks for a factor: at the second step of a sign-in, or once more."""

import dataclasses
from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from shiming.accounts import queries
from shiming.accounts.types import CodePurpose, Factor, FactorAnswer
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.forms.credentials import FactorForm
from shiming.kernel import clock
from shiming.kernel.phones import Mobile
from shiming.web_kit.actors import safe_next_url

_CHOICE = "use"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OtherWay:
    """A link to the same page with another factor."""

    label: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FactorPart:
    """What the page asks for; `chosen` is None where only a passkey will do."""

    has_passkey: bool
    chosen: Factor | None
    other_ways: tuple[OtherWay, ...]
    options_url: str
    send_url: str = ""
    sent_to: str = ""
    resend_after: int = 0

    @property
    def is_by_sms(self) -> bool:
        """Tell whether a text message has to be sent first."""
        return self.chosen is Factor.SMS


def factor_part(
    request: HttpRequest,
    factors: Sequence[Factor],
    *,
    mobile: Mobile | None,
    purpose: CodePurpose,
    options_url: str,
    send_url: str,
) -> FactorPart:
    """Return the part for what the account has, with the factor that was asked for or the first."""
    typed = [factor for factor in factors if factor is not Factor.PASSKEY]
    wanted = request.POST.get("factor") or request.GET.get(_CHOICE)
    chosen = next((factor for factor in typed if factor == wanted), typed[0] if typed else None)
    part = FactorPart(
        has_passkey=Factor.PASSKEY in factors,
        chosen=chosen,
        other_ways=tuple(
            OtherWay(label=label_of(factor), url=_with_choice(request, factor))
            for factor in typed
            if factor is not chosen
        ),
        options_url=options_url,
        send_url=journeys.with_next(request, send_url),
    )
    if chosen is not Factor.SMS or mobile is None:
        return part
    now = clock.now()
    sent = queries.find_last_code(
        purpose=purpose, visitor_token=cookies.visit_of(request).token, now=now
    )
    if sent is None:
        return part
    return dataclasses.replace(
        part, sent_to=mobile.masked, resend_after=journeys.resend_after(sent, now=now)
    )


def answer_of(request: HttpRequest, form: FactorForm | None) -> FactorAnswer | None:
    """Return what was given, or None if the form has to be shown again."""
    if request.POST.get("factor") == Factor.PASSKEY:
        return FactorAnswer(factor=Factor.PASSKEY, text=request.POST.get("answer", ""))
    if form is None or not form.is_valid():
        return None
    return FactorAnswer(factor=form.factor, text=form.cleaned_data[form.entry.name])


def form_of(request: HttpRequest, part: FactorPart, *, trust_days: int = 0) -> FactorForm | None:
    """Return the form for the factor that was chosen, or None where only a passkey will do."""
    if part.chosen is None:
        return None
    is_typed = request.method == "POST" and request.POST.get("factor") != Factor.PASSKEY
    return FactorForm(request.POST if is_typed else None, factor=part.chosen, trust_days=trust_days)


def chosen_url(request: HttpRequest, url: str, factor: Factor) -> str:
    """Return `url` with the factor chosen, carrying on what the person came for."""
    query = request.GET.copy()
    query[_CHOICE] = factor.value
    if not safe_next_url(query.get("next"), default=""):
        query.pop("next", None)
    return f"{url}?{query.urlencode()}"


def label_of(factor: Factor) -> str:
    """Return what the link to a factor says."""
    labels = {
        Factor.PASSWORD: _("改用密码"),
        Factor.PASSKEY: _("改用通行密钥"),
        Factor.TOTP: _("改用身份验证器"),
        Factor.RECOVERY_CODE: _("改用恢复代码"),
        Factor.SMS: _("改用短信验证码"),
    }
    return labels[factor]


def _with_choice(request: HttpRequest, factor: Factor) -> str:
    return chosen_url(request, request.path, factor)
