"""What signs in to the own account besides its own secrets: the list, and taking things away."""

import datetime as dt
import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.actions.bindings.remove_binding import remove_binding
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    BindingFacts,
    BindingId,
    OutsideKind,
    SourceForm,
    SourceUse,
)
from shiming.accounts.web.presenters_bindings import BindingRow, NetworkRow
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, require_sign_in

_BODIES = frozenset({AccountKind.UNIT, AccountKind.AGENCY})


@require_safe
@require_sign_in
def bindings(request: HttpRequest) -> HttpResponse:
    """List what is bound, and what could be."""
    account = queries.get_account(_account_of(request))
    bound = queries.list_bindings(account.id)
    social = {row.provider: row for row in bound if row.kind is OutsideKind.SOCIAL}
    networks = tuple(
        NetworkRow(
            code=network.code,
            name=network.name,
            binding=_row(social[network.code]) if network.code in social else None,
        )
        for network in ports.social_providers().providers
    )
    sources = _sources(request, social)
    others = tuple(_row(row) for row in bound if row.kind is not OutsideKind.SOCIAL)
    has_licence = any(row.kind is OutsideKind.LICENCE for row in bound)
    context = {
        "networks": networks,
        "sources": sources,
        "others": others,
        "has_proofs": bool(
            ports.trusted_sources().list_offered(
                portal=queries.portal_of_host(request.get_host()).code,
                use=SourceUse.PROOF,
                now=clock.now(),
            )
        ),
        "may_bind_certificate": queries.is_certificate_accepted(),
        "may_bind_licence": ports.licence_wallet.is_filled
        and account.kind in _BODIES
        and not has_licence,
    }
    return render(request, "accounts/bindings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def binding_remove(request: HttpRequest, kind: str, binding_id: uuid.UUID) -> HttpResponse:
    """Ask whether it is meant, after password or code, and then remove the binding."""
    account_id = _account_of(request)
    found = next(
        (
            row
            for row in queries.list_bindings(account_id)
            if row.id == binding_id and row.kind == kind
        ),
        None,
    )
    if found is None:
        raise errors.BindingNotFound
    if request.method == "POST":
        try:
            remove_binding(
                kind=OutsideKind(kind),
                binding_id=BindingId(binding_id),
                actor=actor_of(request),
                now=clock.now(),
            )
        except errors.ReauthenticationRequired:
            return to_confirmation(request.path)
        return redirect("accounts:bindings")
    return render(request, "accounts/bindings/remove.html", {"binding": _row(found)})


def to_confirmation(back: str) -> HttpResponseRedirect:
    """Ask for password or code first, and come back."""
    return HttpResponseRedirect(f"{reverse('accounts:confirm')}?{urlencode({'next': back})}")


def _sources(request: HttpRequest, bound: Mapping[str, BindingFacts]) -> tuple[NetworkRow, ...]:
    """Return the trust sources that are linked, used or not, and those that could be (E4)."""
    offered = ports.trusted_sources().list_offered(
        portal=queries.portal_of_host(request.get_host()).code,
        use=SourceUse.SIGN_IN,
        now=clock.now(),
    )
    names = {one.code: one.name for one in offered if one.is_up and one.form is SourceForm.REDIRECT}
    # A link outlives the contract: it stays in the list, so that its owner can take it away.
    for code in bound:
        if ports.social_providers().find(code) is None:
            names[code] = operations.name_of_network(code)
    return tuple(
        NetworkRow(code=code, name=name, binding=_row(bound[code]) if code in bound else None)
        for code, name in sorted(names.items())
    )


def _row(facts: BindingFacts) -> BindingRow:
    return BindingRow(
        title=_title(facts),
        about=_about(facts),
        remove_url=reverse("accounts:binding-remove", args=[facts.kind.value, facts.id]),
    )


def _title(facts: BindingFacts) -> str:
    if facts.kind is OutsideKind.SOCIAL:
        return operations.name_of_network(facts.provider)
    if facts.kind is OutsideKind.CERTIFICATE:
        return _("数字证书（尾号 %(tail)s）") % {"tail": facts.serial[-4:]}
    return _("电子执照 %(code)s") % {"code": facts.body_code}


def _about(facts: BindingFacts) -> str:
    parts = [_("%(day)s 绑定") % {"day": _day(facts.bound_at)}]
    if facts.valid_until is not None:
        parts.append(_("有效期至 %(day)s") % {"day": _day(facts.valid_until)})
    if facts.is_suspended:
        parts.append(_("对方系统已变更，下次使用时要重新确认"))
    if facts.used_at is not None:
        parts.append(_("最近使用 %(day)s") % {"day": _day(facts.used_at)})
    return "，".join(parts)


def _day(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d")


def _account_of(request: HttpRequest) -> AccountId:
    account_id = actor_of(request).account_id
    if account_id is None:
        raise errors.SignInRequired
    return AccountId(account_id)
