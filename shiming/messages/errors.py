"""The refusals of the area."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class MessageNotFound(DomainError):
    """There is no such message, or it is somebody else's."""

    code: ClassVar[str] = "messages.message.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class MessageHoldsIdentity(DomainError):
    """The rendered text holds an unmasked identity number and must not leave the platform."""

    code: ClassVar[str] = "messages.message.holds_identity"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class MessageHoldsSecret(DomainError):
    """The text holds a password; people choose theirs themselves, after a one-time code."""

    code: ClassVar[str] = "messages.message.holds_secret"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class MessageHoldsForeignLink(DomainError):
    """The text leads to a site that is not the platform's own."""

    code: ClassVar[str] = "messages.message.holds_foreign_link"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class MessageNotShelved(DomainError):
    """The message lies in the inbox already: there is nothing to undo."""

    code: ClassVar[str] = "messages.message.not_shelved"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class KindIsMandatory(DomainError):
    """Messages of this kind cannot be refused."""

    code: ClassVar[str] = "messages.preferences.kind_is_mandatory"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class LanguageUnknown(DomainError):
    """Messages are not written in this language."""

    code: ClassVar[str] = "messages.preferences.language_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class TemplateNotFound(DomainError):
    """There is no such template, or no such version of it."""

    code: ClassVar[str] = "messages.template.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class MayNotDraft(DomainError):
    """The actor may not write message templates."""

    code: ClassVar[str] = "messages.template.may_not_draft"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class MayNotApprove(DomainError):
    """The actor may not put message templates into force."""

    code: ClassVar[str] = "messages.template.may_not_approve"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class AuthorIsApprover(DomainError):
    """Who wrote a version cannot decide about it: four eyes."""

    code: ClassVar[str] = "messages.template.author_is_approver"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class DraftWaits(DomainError):
    """A version of the template waits for a decision: it comes first."""

    code: ClassVar[str] = "messages.template.draft_waits"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class VersionDecided(DomainError):
    """The version was decided about already."""

    code: ClassVar[str] = "messages.template.version_decided"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class TextsIncomplete(DomainError):
    """A text of the template is missing: each channel and both languages need theirs."""

    code: ClassVar[str] = "messages.template.texts_incomplete"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class VariableUnknown(DomainError):
    """A text uses a variable that the template does not have, or braces that are no variable."""

    code: ClassVar[str] = "messages.template.variable_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class TextTooLong(DomainError):
    """A text is longer than its channel carries."""

    code: ClassVar[str] = "messages.template.text_too_long"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ReasonMissing(DomainError):
    """A refusal needs its reason in words."""

    code: ClassVar[str] = "messages.template.reason_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class MayNotReadLog(DomainError):
    """The actor may not read the log of sending."""

    code: ClassVar[str] = "messages.log.may_not_read"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class MayNotConfigureReminders(DomainError):
    """The actor may not set the rules of reminders."""

    code: ClassVar[str] = "messages.reminder.may_not_configure"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class ReminderKindUnknown(DomainError):
    """No area knows this kind of reminder."""

    code: ClassVar[str] = "messages.reminder.kind_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class StepsUnfit(DomainError):
    """A reminder needs one to ten different days, from ten years before to one year after."""

    code: ClassVar[str] = "messages.reminder.steps_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ReceiversUnfit(DomainError):
    """Nobody would be told, or somebody who is neither the owner nor a permission."""

    code: ClassVar[str] = "messages.reminder.receivers_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class TemplateUnfit(RuntimeError):
    """A template is missing or does not fit its variables: a programming error, no refusal."""
