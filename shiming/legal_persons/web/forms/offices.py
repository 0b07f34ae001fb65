"""What people fill in about offices: whom a unit adds, what somebody asks for, why one ends."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons.office_titles import end_of, title_of
from shiming.legal_persons.policies.offices import OFFERED
from shiming.legal_persons.types import OfficeEnd, OfficeKind, OfficerInvitation
from shiming.legal_persons.web import labels
from shiming.legal_persons.web.forms.fields import DocumentForm, ParsedField, plain_input
from shiming.web_kit.forms import Form

_KINDS = [(kind.value, title_of(kind)) for kind in OFFERED]
YES, NO = "yes", "no"


class EndForm(Form):
    """The reason comes first (S31-10)."""

    reason = forms.ChoiceField(label=_("解除原因"), widget=forms.RadioSelect)

    def __init__(self, data: dict[str, str] | None = None, *, reasons: Sequence[OfficeEnd]) -> None:
        super().__init__(data)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(reason.value, str(end_of(reason))) for reason in reasons]


def unit_fields() -> dict[str, forms.Field]:
    """Return the field by which somebody looks for a unit."""
    return {
        "number": forms.CharField(
            label=_("统一社会信用代码或纳税人识别号"),
            max_length=64,
            help_text=_("必须完整填写；不能按名称查找。"),
            widget=plain_input(),
        )
    }


class RequestForm(Form):
    """As what somebody wants to act for a unit, and until when (S18-10)."""

    kind = forms.ChoiceField(
        label=_("申请的身份"), choices=_KINDS, initial=OFFERED[0].value, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("有效期至"),
        required=False,
        help_text=_("不填写为长期有效。"),
        widget=forms.DateInput({"type": "date"}),
    )


class AddOfficerForm(DocumentForm):
    """Whom a unit adds (S31-9)."""

    name = ParsedField(PersonName.parse, label=_("姓名"), max_length=60, widget=plain_input())
    document_type = forms.ChoiceField(
        label=_("证件类型"),
        choices=[(kind.value, label) for kind, label in labels.DOCUMENTS.items()],
        initial=DocumentType.RESIDENT_ID_CARD.value,
    )
    number = forms.CharField(label=_("证件号码"), max_length=40, widget=plain_input())
    mobile = ParsedField(
        Mobile.parse,
        label=_("手机号码"),
        max_length=32,
        help_text=_("用于这项任职的联系，可以与本人账户绑定的手机不同。"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("身份类型"), choices=_KINDS, initial=OFFERED[0].value, widget=forms.RadioSelect
    )
    position = forms.CharField(
        label=_("职务"), max_length=50, help_text=_("例如：会计、出纳。"), widget=plain_input()
    )
    accepts_risk_alerts = forms.ChoiceField(
        label=_("是否接受风险提醒"),
        choices=[(YES, _("是")), (NO, _("否"))],
        widget=forms.RadioSelect,
        help_text=_("接受后，单位的涉税风险提醒会发给这名人员；本人可以随时更改。"),
    )

    @property
    def invitation(self) -> OfficerInvitation:
        """What was stated; of a valid form only."""
        given = self.cleaned_data
        return OfficerInvitation(
            name=given["name"],
            number=given["number"],
            mobile=given["mobile"],
            kind=OfficeKind(given["kind"]),
            position=given["position"].strip(),
            accepts_risk_alerts=given["accepts_risk_alerts"] == YES,
        )
