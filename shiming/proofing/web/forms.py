"""What people type and choose on the pages of proofing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.proofing import errors
from shiming.proofing.policies.documents import EnteredForm
from shiming.proofing.ports import LONG_TERM
from shiming.proofing.types import ReviewOutcome, ReviewReason
from shiming.proofing.web import labels
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of

_RELATIONS = [
    ("", _("请选择")),
    ("father", _("父亲")),
    ("mother", _("母亲")),
    ("grandparent", _("祖父母、外祖父母")),
    ("other", _("其他监护人")),
]


def add_refusal(form: Form, error: DomainError, field: str | None) -> None:
    """Show a refusal beside the field that it is about, or above the form."""
    form.add_error(field, text_of(error).sentences)


class DocumentForm(Form):
    """Which document will be shown."""

    document_type = forms.ChoiceField(
        label=_("证件类型"),
        choices=[(one.value, label) for one, label in labels.DOCUMENTS.items()],
        initial=DocumentType.RESIDENT_ID_CARD.value,
        widget=forms.RadioSelect,
    )


class PictureField(forms.FileField):
    """A file that must be there; whether it is a picture, the use case finds out."""

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, data: Any, initial: Any = None) -> Any:
        """
        Return the file.

        :raises forms.ValidationError: if there is none, or it is empty
        """
        if data is None or not data.size:
            raise forms.ValidationError(text_of(errors.PictureMissing()).sentences)
        return super().clean(data, initial)


class PictureForm(Form):
    """A picture of one side; `way` says whether the page's camera took it."""

    picture = PictureField(
        label=_("证件照片"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    way = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class EntryForm(Form):
    """What was read off the document, to be confirmed or corrected."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("请与证件一致，姓名中的“·”也要填写。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    ethnicity = forms.CharField(
        label=_("民族"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    issuer = forms.CharField(
        label=_("签发机关"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    valid_from = forms.CharField(
        label=_("有效期开始"),
        max_length=20,
        required=False,
        help_text=_("例如 2015-06-15"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    valid_until = forms.CharField(
        label=_("有效期截止"),
        max_length=20,
        help_text=_("例如 2035-06-15；证件上印有“长期”的，请填“长期”。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class GuardianForm(EntryForm):
    """The same for somebody under age: with a guardian, and how they are related (Q48)."""

    guardian_name = forms.CharField(
        label=_("监护人姓名"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    guardian_relation = forms.ChoiceField(
        label=_("与本人的关系"), choices=_RELATIONS, required=False
    )


def entered_by(form: EntryForm) -> EnteredForm:
    """Return what a valid form holds, as the use case takes it."""
    fields: dict[str, Any] = form.cleaned_data
    return EnteredForm(
        name=fields["name"],
        number=fields["number"],
        ethnicity=fields["ethnicity"],
        issuer=fields["issuer"],
        valid_from=fields["valid_from"],
        valid_until=fields["valid_until"] or LONG_TERM,
        guardian_name=fields.get("guardian_name", ""),
        guardian_relation=fields.get("guardian_relation", ""),
    )


class ConsentForm(Form):
    """Two consents, each to one version, the face apart from the rest."""

    data_text = forms.UUIDField(required=False, widget=forms.HiddenInput)
    face_text = forms.UUIDField(required=False, widget=forms.HiddenInput)
    agrees_to_data = forms.BooleanField(label=_("我已阅读并同意处理上述个人信息"), required=False)
    agrees_to_face = forms.BooleanField(label=_("我单独同意处理我的人脸信息"), required=False)


class FaceConsentForm(Form):
    """The consent to the face alone, where it was not given at first."""

    face_text = forms.UUIDField(widget=forms.HiddenInput)


class ReviewForm(Form):
    """A reviewer's decision."""

    outcome = forms.ChoiceField(
        label=_("决定"),
        choices=[
            (ReviewOutcome.PASS.value, _("是同一人，通过")),
            (ReviewOutcome.REFUSE.value, _("不通过")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("原因"), choices=[(one.value, labels.REASONS[one]) for one in ReviewReason]
    )
    text = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        help_text=_("请写明比对的依据，至少十个字。"),
        widget=forms.Textarea({"rows": 3}),
    )


class ArchiveForm(Form):
    """Whose archive, and what for."""

    document_type = forms.ChoiceField(
        label=_("证件种类"),
        choices=[(one.value, label) for one, label in labels.DOCUMENTS.items()],
        initial=DocumentType.RESIDENT_ID_CARD.value,
    )
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    case_id = forms.UUIDField(
        label=_("认证编号"),
        required=False,
        help_text=_("知道认证编号的，可以不填证件号码。"),
        error_messages={"invalid": _("请填写完整的认证编号")},
    )
    purpose = forms.ChoiceField(
        label=_("查阅事由"), choices=[(one.value, label) for one, label in labels.PURPOSES.items()]
    )
    case_number = forms.CharField(
        label=_("事项编号"),
        max_length=64,
        help_text=_("如申诉编号、公函文号。查阅会留下记录，本人可以看到。"),
        error_messages={"required": _("请填写事项编号")},
    )

    @override
    def clean(self) -> dict[str, Any]:
        """
        Read the number as one of its kind of document.

        :raises forms.ValidationError: if it is none, or nobody is named
        """
        fields = super().clean() or {}
        fields["document"] = None
        if fields.get("number"):
            try:
                fields["document"] = parse_document_number(
                    DocumentType(fields["document_type"]), fields["number"]
                )
            except DomainError as error:
                raise forms.ValidationError({"number": text_of(error).sentences}) from error
        elif not fields.get("case_id"):
            raise forms.ValidationError({"number": _("请填写证件号码或者认证编号")})
        return fields
