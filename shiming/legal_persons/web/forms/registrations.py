"""What somebody fills in to register a unit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.kernel.emails import EmailAddress
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.identifiers.legal_person_codes import CreditCode, RegistrationNumber
from shiming.kernel.names import CompanyName, PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonKind,
    RegistrationWay,
    UnitStatement,
)
from shiming.legal_persons.web import labels
from shiming.legal_persons.web.forms.fields import DocumentForm, ParsedField, plain_input
from shiming.web_kit.forms import Form


def _parse_code(text: str) -> CreditCode:
    # Some codes in use fail both checks: the register says what they are worth.
    return CreditCode.parse(text, allow_provisional=True)


class RegisterUnitForm(DocumentForm):
    """A unit as somebody states it; everything is mandatory (S09-3)."""

    way = forms.ChoiceField(
        label=_("登记方式"),
        choices=[(way.value, label) for way, label in labels.WAYS.items()],
        initial=RegistrationWay.REGISTER.value,
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(
        label=_("您的身份"),
        choices=[(role.value, label) for role, label in labels.ROLES.items()],
        initial=ApplicantRole.REPRESENTATIVE.value,
        widget=forms.RadioSelect,
    )
    credit_code = ParsedField(
        _parse_code,
        label=_("统一社会信用代码"),
        max_length=40,
        help_text=_("18位，可直接粘贴，空格和全角字符会自动整理。"),
        widget=plain_input(),
    )
    name = ParsedField(
        CompanyName.parse,
        label=_("单位名称"),
        max_length=200,
        help_text=_("与营业执照或登记证书一致。"),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    registration_number = ParsedField(
        RegistrationNumber.parse,
        label=_("原注册号"),
        required=False,
        max_length=40,
        help_text=_("换发统一社会信用代码以前的注册号，没有的不用填写。"),
        widget=plain_input(),
    )
    kind = forms.ChoiceField(
        label=_("单位类型"),
        choices=[(kind.value, label) for kind, label in labels.KINDS.items()],
        initial=LegalPersonKind.ENTERPRISE.value,
    )
    representative_name = ParsedField(
        PersonName.parse, label=_("法定代表人姓名"), max_length=60, widget=plain_input()
    )
    document_type = forms.ChoiceField(
        label=_("法定代表人证件类型"),
        choices=[(kind.value, label) for kind, label in labels.DOCUMENTS.items()],
        initial=DocumentType.RESIDENT_ID_CARD.value,
    )
    number = forms.CharField(label=_("法定代表人证件号码"), max_length=40, widget=plain_input())
    ethnicity = forms.CharField(
        label=_("法定代表人民族"),
        required=False,
        max_length=20,
        help_text=_("居民身份证上的民族，如“汉”。其他证件不用填写。"),
        widget=plain_input(),
    )
    mobile = ParsedField(
        Mobile.parse,
        label=_("联系手机"),
        max_length=32,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = ParsedField(
        EmailAddress.parse,
        label=_("电子邮箱"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    address = forms.CharField(
        label=_("住所"), max_length=200, widget=forms.TextInput({"autocomplete": "street-address"})
    )

    paper = forms.FileField(
        label=_("单位证照照片"),
        required=False,
        help_text=_("选择人工审核方式的必须上传：营业执照、登记证书或批准成立的文件，JPG或PNG。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png"}),
    )

    @property
    def statement(self) -> UnitStatement:
        """What was stated; of a valid form only."""
        given = self.cleaned_data
        return UnitStatement(
            credit_code=given["credit_code"],
            name=given["name"],
            kind=LegalPersonKind(given["kind"]),
            representative_name=given["representative_name"],
            representative_number=given["number"],
            mobile=given["mobile"],
            address=given["address"],
            email=given["email"].value,
            registration_number=given["registration_number"] or None,
            representative_ethnicity=given["ethnicity"].strip().removesuffix("族"),
        )


class DecisionForm(Form):
    """What an officer decides about a registration."""

    decision = forms.ChoiceField(
        label=_("决定"),
        choices=[("approve", _("同意登记")), ("refuse", _("不同意"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=500,
        help_text=_("不同意时必填，申请人能看到。"),
        widget=forms.Textarea({"rows": 3}),
    )
