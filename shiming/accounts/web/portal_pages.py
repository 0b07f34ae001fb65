"""What the pages about portals show: frozen values."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.accounts.policies import portals as rules
from shiming.accounts.policies.methods import METHODS
from shiming.accounts.queries import facts_of_entry
from shiming.accounts.types import PortalEntry, PortalSheet
from shiming.accounts.web.forms.portals import CHECKS, CONTACTS, KINDS, PROFILES, VARIANTS


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalRow:
    """A portal in the list."""

    code: str
    name: str
    host: str
    ways: str
    is_waiting: bool
    edit_url: str
    decide_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalLine:
    """One thing that a portal is, before and after."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Tell whether it would be another."""
        return self.before != self.after


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedWay:
    """A way in as the sign-in page would list it."""

    title: str
    is_there: bool
    """Whether the partner that it needs is connected: else the page leaves it out."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one kind of account would be offered."""

    kind: str
    ways: tuple[PreviewedWay, ...]


def row_of(sheet: PortalSheet) -> PortalRow:
    """Return the row of a portal."""
    entry = sheet.entry or (sheet.proposed.entry if sheet.proposed else PortalEntry(code=""))
    offered = [str(KINDS[kind]) for kind in rules.KINDS if entry.methods.get(kind)]
    return PortalRow(
        code=entry.code,
        name=entry.name or _("（平台名称）"),
        host=entry.host or _("其他地址"),
        ways="、".join(offered) if entry.methods else _("全部"),
        is_waiting=sheet.proposed is not None,
        edit_url=reverse("accounts:portal", args=[entry.code])
        if sheet.entry is not None and sheet.proposed is None
        else "",
        decide_url=reverse("accounts:portal-decide", args=[sheet.proposed.id])
        if sheet.proposed
        else "",
    )


def lines_of(sheet: PortalSheet) -> tuple[PortalLine, ...]:
    """Return what holds beside what shall hold."""
    before = _texts(sheet.entry)
    after = _texts(sheet.proposed.entry if sheet.proposed else None)
    return tuple(
        PortalLine(label=label, before=before.get(label, ""), after=text)
        for label, text in after.items()
    )


def preview_of(entry: PortalEntry) -> tuple[Preview, ...]:
    """Return what the sign-in pages would list, in their order."""
    facts = facts_of_entry(entry)
    unasked = tuple(one for one, way in METHODS.items() if way.is_offered_unasked)
    return tuple(
        Preview(
            kind=str(KINDS[kind]),
            ways=tuple(
                PreviewedWay(title=str(METHODS[one].title), is_there=one not in facts.absent)
                for one in (entry.methods.get(kind, ()) if entry.methods else unasked)
                if kind in METHODS[one].kinds
            ),
        )
        for kind in rules.KINDS
    )


def _texts(entry: PortalEntry | None) -> dict[str, str]:
    if entry is None:
        return {}
    variant, checks = entry.registration_variant, entry.human_checks
    as_configured = _("按平台统一设置")
    return {
        _("名称"): entry.name,
        _("地址"): entry.host or _("其他地址"),
        **{
            _("登录方式：{kind}").format(kind=KINDS[kind]): "、".join(
                str(METHODS[one].title) for one in entry.methods.get(kind, ())
            )
            or (_("不提供") if entry.methods else _("全部"))
            for kind in rules.KINDS
        },
        _("注册方式"): str(VARIANTS[variant]) if variant else as_configured,
        _("密码规则"): str(PROFILES[entry.password_profile])
        if entry.password_profile
        else as_configured,
        _("首次登录必须绑定"): "、".join(str(CONTACTS[one]) for one in entry.required_contacts),
        _("人机验证"): "、".join(str(CHECKS[one]) for one in checks) if checks else as_configured,
        _("所有人登录都要第二步验证"): _("是") if entry.demands_second_factor else _("否"),
    }
