"""
The previews of components: what `components/<name>/preview.py` offers, rendered.

A preview is a template as an area would write it. Developers see them at `/__components__/`; the
tests render each, and the browser run holds each against axe.
"""

import dataclasses
import datetime as dt
import importlib
from collections.abc import Mapping, Sequence

from django import forms
from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString

from shiming.kernel.levels import Level
from shiming.web_kit import component_kit
from shiming.web_kit.forms import Form
from shiming.web_kit.frame import Frame, Maintenance, Site, View, Waiting, navigation
from shiming.web_kit.preview import Preview
from shiming.web_kit.types import Crumb, Fact, journey_steps


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPreview:
    """One preview, ready to be shown with the source that made it."""

    title: str
    source: str
    html: SafeString


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RenderedComponent:
    """All previews of one component."""

    name: str
    about: str
    previews: tuple[RenderedPreview, ...]


class _Capture(Form):
    front = forms.ImageField(
        label="身份证人像面",
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    code = forms.CharField(label="短信验证码")


class _SignIn(Form):
    name = forms.CharField(
        label="手机号码或用户名", widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


SAMPLE_PAGES: Mapping[str, str] = {
    "home": "首页",
    "journey": "办理步骤",
    "sign_in": "登录",
    "passed": "结果：通过",
    "waiting": "结果：等待",
    "refused": "结果：未通过",
    "me": "个人中心",
}


def names() -> Sequence[str]:
    """Return the names of all components."""
    return sorted(path.parent.name for path in component_kit.FOLDER.glob("*/preview.py"))


def rendered(request: HttpRequest) -> tuple[RenderedComponent, ...]:
    """Render every preview of every component."""
    return tuple(_rendered_component(name, request) for name in names())


def _rendered_component(name: str, request: HttpRequest) -> RenderedComponent:
    module = importlib.import_module(f"shiming.web_kit.components.{name}.preview")
    previews: tuple[Preview, ...] = module.PREVIEWS
    return RenderedComponent(
        name=name,
        about=(module.__doc__ or "").strip(),
        previews=tuple(
            RenderedPreview(
                title=preview.title,
                source=preview.source.strip(),
                html=render_preview(preview, request),
            )
            for preview in previews
        ),
    )


def render_preview(preview: Preview, request: HttpRequest) -> SafeString:
    """Render one preview as an area's template would be rendered."""
    template = engines["django"].from_string("{% load web_kit %}" + preview.source)
    return SafeString(template.render(dict(preview.context()), request))


def sample_context(request: HttpRequest) -> Mapping[str, object]:
    """Return what the sample pages show; nobody here exists."""
    return {
        "frame": Frame(
            is_signed_in=True,
            identity_label="张*明",
            identity_note="本人",
            unread=3,
            nav=navigation(path="/", waiting=Waiting(unread=3)),
            sites=(
                Site(name="省级主站", url="/"),
                Site(name="东城分厅", url="/?site=east"),
                Site(name="西城分厅", url="/?site=west"),
            ),
            site="省级主站",
            owner="某某省政务服务管理局",
            footer_lines=("主办：某某省政务服务管理局",),
            version="0.1.0",
            maintenance=Maintenance(
                text="今晚 22:00 至 23:30 系统维护，期间暂停人脸核验。",
                ends_at=dt.datetime(2031, 5, 8, 15, 30, tzinfo=dt.UTC),
            )
            if "maintenance" in request.GET
            else None,
        ),
        "view": View.of(request),
        "form": _Capture(),
        "sign_in": _SignIn(),
        "level": Level.INTERMEDIATE,
        "crumbs": (
            Crumb(label="首页", url="/"),
            Crumb(label="我的", url="/me/"),
            Crumb(label="实名认证"),
        ),
        "steps": journey_steps("填写信息", "拍摄证件", "人脸核验", "完成", current=2),
        "facts": (
            Fact(label="姓名", value="张*明", is_masked=True),
            Fact(label="证件号码", value="60**************34", is_masked=True),
            Fact(
                label="手机号码",
                value="139****0000",
                is_masked=True,
                action_label="更换",
                action_url="#",
            ),
            Fact(label="电子邮箱", value="未绑定", action_label="绑定", action_url="#"),
        ),
    }
