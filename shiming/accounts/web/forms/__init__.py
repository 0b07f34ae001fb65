"""What people type on the pages of the area, a file per subject."""

from shiming.accounts.web.forms.desk import (
    LookUpForm,
    MaintenanceForm,
    ReasonForm,
    RenewNumberForm,
)
from shiming.accounts.web.forms.fields import (
    MobileField,
    add_refusal,
    code_field,
    document_type_field,
    mobile_field,
    name_field,
    password_field,
)
from shiming.accounts.web.forms.human_checks import HumanCheckForm
from shiming.accounts.web.forms.passwords import ChangePasswordForm, NewPasswordForm
from shiming.accounts.web.forms.registration import (
    CompleteRegistrationForm,
    CompleteUnitRegistrationForm,
    RegisterForm,
    RegisterUnitForm,
)
from shiming.accounts.web.forms.sign_in import (
    CodeForm,
    DocumentPasswordSignInForm,
    DocumentSmsSignInForm,
    FiledSignInForm,
    NumberSignInForm,
    PasswordSignInForm,
    SmsSignInForm,
)

__all__ = [
    "ChangePasswordForm",
    "CodeForm",
    "CompleteRegistrationForm",
    "CompleteUnitRegistrationForm",
    "DocumentPasswordSignInForm",
    "DocumentSmsSignInForm",
    "FiledSignInForm",
    "HumanCheckForm",
    "LookUpForm",
    "MaintenanceForm",
    "MobileField",
    "NewPasswordForm",
    "NumberSignInForm",
    "PasswordSignInForm",
    "ReasonForm",
    "RegisterForm",
    "RegisterUnitForm",
    "RenewNumberForm",
    "SmsSignInForm",
    "add_refusal",
    "code_field",
    "document_type_field",
    "mobile_field",
    "name_field",
    "password_field",
]
