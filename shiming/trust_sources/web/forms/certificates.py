"""Forms about whose certificates are accepted."""

import datetime as dt
from typing import TYPE_CHECKING

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shiming.trust_sources.types import AuthorityEntry, RevocationSource
from shiming.web_kit.forms import Form

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# One byte more than any policy allows shows that there is too much.
_MOST_BYTES = 2**20
_LONGEST_ADDRESS = 500
_MOST_LISTS = 8
_MOST_HOURS = 24 * 14
_LABELS = {
    RevocationSource.CRL: _("吊销列表（CRL）"),
    RevocationSource.OCSP: _("在线查询（OCSP）"),
    RevocationSource.OCSP_THEN_CRL: _("先在线查询，查不到再看吊销列表"),
}


def _address(label: "_StrPromise") -> forms.URLField:
    return forms.URLField(
        label=label,
        required=False,
        max_length=_LONGEST_ADDRESS,
        assume_scheme="https",
        error_messages={"invalid": _("请填写完整的网址，以http://或https://开头")},
    )


class AuthorityForm(Form):
    """An authority whose certificates shall be accepted."""

    name = forms.CharField(
        label=_("名称"),
        max_length=64,
        help_text=_("登录页和“电子钥匙下载”页面这样称呼它。"),
        error_messages={"required": _("请填写名称")},
    )
    brand = forms.CharField(
        label=_("品牌代码"),
        max_length=32,
        help_text=_("小写字母、数字和连字符，如 gdca。同一品牌的几个根证书用同一个代码。"),
        validators=[RegexValidator(r"^[a-z0-9-]+$", _("请只用小写字母、数字和连字符"))],
        error_messages={"required": _("请填写品牌代码")},
    )
    looks = forms.CharField(
        label=_("电子钥匙的外观"),
        max_length=64,
        required=False,
        help_text=_("如：蓝色、旧款。"),
    )
    root = forms.FileField(
        label=_("根证书"),
        help_text=_("PEM或DER格式。"),
        widget=forms.FileInput({"accept": ".pem,.crt,.cer,.der"}),
        error_messages={"required": _("请选择根证书文件"), "empty": _("文件是空的，请重新选择")},
    )
    intermediates = forms.FileField(
        label=_("中级证书"),
        required=False,
        help_text=_("没有的不选；有多个的放在一个PEM文件里。"),
        widget=forms.FileInput({"accept": ".pem,.crt,.cer,.der"}),
        error_messages={"empty": _("文件是空的，请重新选择")},
    )
    revocation = forms.ChoiceField(
        label=_("怎样得知证书被吊销"),
        choices=[(source.value, label) for source, label in _LABELS.items()],
        initial=RevocationSource.CRL.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一种方式")},
    )
    list_urls = forms.CharField(
        label=_("吊销列表的地址"),
        required=False,
        max_length=_MOST_LISTS * _LONGEST_ADDRESS,
        help_text=_("每行一个。每个颁发机构（根和中级）的列表都要有。"),
        widget=forms.Textarea({"rows": 3}),
    )
    responder = _address(_("在线查询的地址"))
    stale_hours = forms.IntegerField(
        label=_("列表过期后还可以相信几小时"),
        initial=0,
        min_value=0,
        max_value=_MOST_HOURS,
        help_text=_("填0时，列表一过期就不再放行，直到读到新的列表。"),
        error_messages={
            "required": _("请填写小时数"),
            "invalid": _("请填写整数"),
            "min_value": _("不能小于0"),
            "max_value": _("不能超过336小时（14天）"),
        },
    )
    driver_url = _address(_("驱动程序下载地址"))
    renewal_url = _address(_("办理更新的地址"))
    rules = forms.CharField(
        label=_("识别规则"),
        required=False,
        max_length=8000,
        help_text=_("JSON，写法见下方；留空时，证书都按个人证书对待，不读取号码。"),
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )

    def clean_list_urls(self) -> tuple[str, ...]:
        """Return the addresses, one a line."""
        lines = tuple(
            line.strip() for line in self.cleaned_data["list_urls"].splitlines() if line.strip()
        )
        if len(lines) > _MOST_LISTS or any(len(line) > _LONGEST_ADDRESS for line in lines):
            raise forms.ValidationError(_("最多8个地址，每个不超过500字"))
        return tuple(dict.fromkeys(lines))

    def entry(self) -> AuthorityEntry:
        """Return what was entered; only for a valid form."""
        entered = self.cleaned_data
        intermediates = entered["intermediates"]
        return AuthorityEntry(
            name=entered["name"],
            brand=entered["brand"],
            looks=entered["looks"],
            root=entered["root"].read(_MOST_BYTES),
            intermediates=intermediates.read(_MOST_BYTES) if intermediates else b"",
            rules=entered["rules"],
            revocation=RevocationSource(entered["revocation"]),
            list_urls=entered["list_urls"],
            responder=entered["responder"],
            stale_for=dt.timedelta(hours=entered["stale_hours"]),
            driver_url=entered["driver_url"],
            renewal_url=entered["renewal_url"],
        )
