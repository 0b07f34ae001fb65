"""The ways in that the platform knows, and when they are proof enough by themselves (A7)."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import (
    LICENCE_METHOD,
    SOCIAL_METHOD,
    AccountKind,
    MethodFacts,
    PortalFacts,
    SignInMethod,
)

_PEOPLE = frozenset({AccountKind.NATURAL_PERSON})
_EVERYBODY = frozenset({AccountKind.NATURAL_PERSON, AccountKind.UNIT, AccountKind.AGENCY})
_UNITS = frozenset({AccountKind.UNIT, AccountKind.AGENCY})
_STAFF = frozenset({AccountKind.STAFF})

# A new way in is one entry here (and its page): portals that name no methods offer them all, in
# this order.
METHODS: Mapping[SignInMethod, MethodFacts] = {
    facts.method: facts
    for facts in (
        MethodFacts(
            method=SignInMethod.PASSWORD,
            title=_("密码登录"),
            url_name="accounts:sign-in",
            kinds=_EVERYBODY,
            amr=("pwd",),
            is_tab=True,
        ),
        MethodFacts(
            method=SignInMethod.SMS,
            title=_("短信登录"),
            url_name="accounts:sign-in-sms",
            kinds=_EVERYBODY,
            amr=("sms",),
            is_tab=True,
        ),
        MethodFacts(
            method=SignInMethod.DOCUMENT_SMS,
            title=_("证件和短信登录"),
            url_name="accounts:sign-in-document-sms",
            kinds=_PEOPLE,
            amr=("sms",),
        ),
        MethodFacts(
            method=SignInMethod.DOCUMENT_PASSWORD,
            title=_("证件和密码登录"),
            url_name="accounts:sign-in-document",
            kinds=_PEOPLE,
            amr=("pwd",),
        ),
        MethodFacts(
            method=SignInMethod.NUMBER_PASSWORD,
            title=_("公积金或社保号登录"),
            url_name="accounts:sign-in-number",
            kinds=_EVERYBODY,
            amr=("pwd",),
        ),
        MethodFacts(
            method=SignInMethod.FILED,
            title=_("已备案人员登录"),
            url_name="accounts:sign-in-filed",
            kinds=_PEOPLE,
            amr=("sms",),
        ),
        MethodFacts(
            method=SignInMethod.STAFF,
            title=_("工作人员登录"),
            url_name="accounts:sign-in-staff",
            kinds=_STAFF,
            amr=("pwd",),
        ),
        MethodFacts(
            method=SignInMethod.QR,
            title=_("扫码登录"),
            url_name="accounts:qr",
            kinds=_EVERYBODY,
            amr=("mca",),
        ),
        MethodFacts(
            method=SignInMethod.PASSKEY,
            title=_("通行密钥登录"),
            url_name="accounts:sign-in-passkey",
            kinds=_EVERYBODY | _STAFF,
            amr=("hwk", "user", "mfa"),
        ),
        MethodFacts(
            method=SignInMethod.DOCUMENT_FACE,
            title=_("人脸登录"),
            url_name="accounts:face",
            kinds=_PEOPLE,
            amr=("face",),
        ),
        MethodFacts(
            method=SignInMethod.FACE,
            title=_("证件号码和人脸登录"),
            url_name="accounts:face-number",
            kinds=_PEOPLE,
            amr=("face",),
            is_offered_unasked=False,
        ),
        MethodFacts(
            method=SignInMethod.CERTIFICATE,
            title=_("数字证书登录"),
            url_name="accounts:certificate",
            kinds=_EVERYBODY | _STAFF,
            amr=("hwk", "pin"),
        ),
        MethodFacts(
            method=SignInMethod.WECHAT,
            title=_("微信登录"),
            url_name="accounts:social-wechat",
            kinds=_PEOPLE,
            amr=(SOCIAL_METHOD,),
        ),
        MethodFacts(
            method=SignInMethod.QQ,
            title=_("QQ 登录"),
            url_name="accounts:social-qq",
            kinds=_PEOPLE,
            amr=(SOCIAL_METHOD,),
        ),
        MethodFacts(
            method=SignInMethod.LICENCE,
            title=_("电子执照登录"),
            url_name="accounts:licence",
            kinds=_UNITS,
            amr=(LICENCE_METHOD,),
        ),
        # First the unit, then who acts for it (A8): its pages are those of `legal_persons`.
        MethodFacts(
            method=SignInMethod.UNIT,
            title=_("企业和代理机构登录"),
            url_name="legal_persons:enterprise",
            kinds=_UNITS,
            amr=("sms",),
        ),
    )
}
_UNASKED = tuple(method for method, facts in METHODS.items() if facts.is_offered_unasked)

_KNOWN = frozenset({"pwd", "pin", "kba"})
_HELD = frozenset({"sms", "otp", "hwk", "swk", "sc"})
_BORN = frozenset({"face", "fpt", "iris", "vbm"})
_ON_DEVICE = frozenset({"hwk", "swk"})


def is_two_factors(methods: Collection[str]) -> bool:
    """
    Tell whether what was proven is of two kinds: known, held, born with.

    A key whose device has checked its user (`hwk` or `swk` with `user`) counts as two.
    """
    proven = set(methods)
    if "mfa" in proven or (proven & _ON_DEVICE and "user" in proven):
        return True
    return sum(bool(proven & kind) for kind in (_KNOWN, _HELD, _BORN)) > 1


def methods_of(portal: PortalFacts, kind: AccountKind) -> tuple[MethodFacts, ...]:
    """Return the ways in that a portal offers to a kind of account, in its order."""
    wanted = portal.methods.get(kind, ()) if portal.methods else _UNASKED
    return tuple(
        METHODS[method]
        for method in wanted
        if method in METHODS and method not in portal.absent and kind in METHODS[method].kinds
    )


def is_offered(method: SignInMethod, *, portal: PortalFacts, kind: AccountKind) -> bool:
    """Tell whether the portal lets this kind of account in this way."""
    return any(facts.method is method for facts in methods_of(portal, kind))
