"""Forms about documents for downloading."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import PortalFacts, PortalId
from shiming.directory.published_files import TYPES
from shiming.directory.types import PublicationDraft, PublicationKind
from shiming.web_kit.forms import Form

KIND_LABELS = {
    PublicationKind.POLICY: _("政策"),
    PublicationKind.REGULATION: _("法规"),
    PublicationKind.MANUAL: _("操作手册"),
    PublicationKind.FORM: _("表格"),
}


class PublicationForm(Form):
    """A document and what is said of it."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    title = forms.CharField(
        label=_("标题"), max_length=100, error_messages={"required": _("请填写标题")}
    )
    version = forms.CharField(
        label=_("版本"),
        max_length=20,
        help_text=_("例如 2026版、1.2。"),
        error_messages={"required": _("请填写版本")},
    )
    portal = forms.ChoiceField(label=_("显示在"), required=False)
    valid_from = forms.DateField(
        label=_("生效日期"),
        input_formats=["%Y-%m-%d"],
        help_text=_("从这一天起可以下载。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请填写日期"),
            "invalid": _("请按2026-01-01的格式填写日期"),
        },
    )
    file = forms.FileField(
        label=_("文件"),
        help_text=_("PDF、OFD、DOCX、XLSX 或 PPTX，不超过 20 MB。"),
        widget=forms.FileInput({"accept": ",".join(f".{one}" for one in TYPES)}),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的，请重新选择")},
    )

    def __init__(
        self, *args: object, portals: Iterable[PortalFacts] = (), today: dt.date | None = None
    ) -> None:
        super().__init__(*args, initial={"valid_from": today})  # type: ignore[arg-type]  # data and files, as Django has them
        self.portals = {str(portal.id): portal.id for portal in portals}
        choices = [(str(portal.id), portal.name) for portal in portals]
        chosen = self.fields["portal"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("所有门户")), *choices]

    def draft(self) -> PublicationDraft:
        """Return what was filled in; only for a valid form."""
        given = self.cleaned_data
        portal_id: PortalId | None = self.portals.get(given["portal"])
        return PublicationDraft(
            kind=PublicationKind(given["kind"]),
            title=given["title"],
            version=given["version"],
            portal_id=portal_id,
            valid_from=given["valid_from"],
        )


class WithdrawalForm(Form):
    """Why a document is withdrawn."""

    reason = forms.CharField(
        label=_("撤回原因"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("请填写撤回原因")},
    )
