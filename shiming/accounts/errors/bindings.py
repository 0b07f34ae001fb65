"""Refusals about certificates, licences, social networks, QR codes and faces."""

from shiming.kernel.errors import DomainError, ErrorKind


class QrNotUsable(DomainError):
    """There is no such code for this browser, or it is over."""

    code = "accounts.qr.not_usable"
    kind = ErrorKind.NOT_FOUND


class QrTaken(DomainError):
    """Another phone has scanned it."""

    code = "accounts.qr.taken"
    kind = ErrorKind.CONFLICT


class QrOtherOrigin(DomainError):
    """The code was shown by another portal than the one that the phone asks."""

    code = "accounts.qr.other_origin"
    kind = ErrorKind.FORBIDDEN


class QrChained(DomainError):
    """A session that came from a code confirms no other one."""

    code = "accounts.qr.chained"
    kind = ErrorKind.FORBIDDEN


class QrNeedsFace(DomainError):
    """A face must be shown before this code is confirmed."""

    code = "accounts.qr.needs_face"
    kind = ErrorKind.FORBIDDEN


class QrWrongNumber(DomainError):
    """Another number was picked than the PC shows."""

    code = "accounts.qr.wrong_number"
    kind = ErrorKind.INVALID


class FaceDocumentExcluded(DomainError):
    """Faces sign in with the resident identity card alone (S31-5)."""

    code = "accounts.face.document_excluded"
    kind = ErrorKind.INVALID


class FaceNotRecognised(DomainError):
    """Another face, an unsure one, or nobody to compare with; which of them is not said."""

    code = "accounts.face.not_recognised"
    kind = ErrorKind.FORBIDDEN


class FaceUnconvincing(DomainError):
    """The live check failed. Context: `problem`, a code of whoever judged it."""

    code = "accounts.face.unconvincing"
    kind = ErrorKind.INVALID


class FaceUnavailable(DomainError):
    """No engine can judge a face now."""

    code = "accounts.face.unavailable"
    kind = ErrorKind.UNAVAILABLE


class FaceCheckNotUsable(DomainError):
    """It is not this browser's, it is over, or it was used."""

    code = "accounts.face.not_usable"
    kind = ErrorKind.CONFLICT


class SocialProviderNotOffered(DomainError):
    """No such social network is connected."""

    code = "accounts.social.not_offered"
    kind = ErrorKind.NOT_FOUND


class SocialRefused(DomainError):
    """The social network did not say who it is, or the person said no there."""

    code = "accounts.social.refused"
    kind = ErrorKind.FORBIDDEN


class OutsideUnavailable(DomainError):
    """Whoever should vouch cannot be reached."""

    code = "accounts.outside.unavailable"
    kind = ErrorKind.UNAVAILABLE


class OutsideNotUsable(DomainError):
    """It is not this browser's, it is over, or it was used."""

    code = "accounts.outside.not_usable"
    kind = ErrorKind.CONFLICT


class SocialTaken(DomainError):
    """The social account signs in to another account here."""

    code = "accounts.social.taken"
    kind = ErrorKind.CONFLICT


class SocialAlreadyBound(DomainError):
    """The account has a binding with this network."""

    code = "accounts.social.already_bound"
    kind = ErrorKind.CONFLICT


class BindingNotFound(DomainError):
    """There is no such binding of this account."""

    code = "accounts.binding.not_found"
    kind = ErrorKind.NOT_FOUND


class CertificateRefused(DomainError):
    """The certificate does not serve. Context: `problem`, a `CertificateProblem`."""

    code = "accounts.certificate.refused"
    kind = ErrorKind.FORBIDDEN


class CertificateNotBound(DomainError):
    """The certificate is good, and signs in to no account."""

    code = "accounts.certificate.not_bound"
    kind = ErrorKind.NOT_FOUND


class CertificateTaken(DomainError):
    """The certificate signs in to an account already."""

    code = "accounts.certificate.taken"
    kind = ErrorKind.CONFLICT


class CertificateOfAnother(DomainError):
    """The certificate names somebody else than the account's owner."""

    code = "accounts.certificate.of_another"
    kind = ErrorKind.CONFLICT


class LicenceNotOffered(DomainError):
    """No licence wallet is connected."""

    code = "accounts.licence.not_offered"
    kind = ErrorKind.NOT_FOUND


class LicenceRefused(DomainError):
    """The licence's holder said no, or the licence is not in force."""

    code = "accounts.licence.refused"
    kind = ErrorKind.FORBIDDEN


class LicenceNotBound(DomainError):
    """The licence is good, and signs in to no account."""

    code = "accounts.licence.not_bound"
    kind = ErrorKind.NOT_FOUND


class LicenceOfAnother(DomainError):
    """The licence is another enterprise's than the account."""

    code = "accounts.licence.of_another"
    kind = ErrorKind.CONFLICT


class LicenceTaken(DomainError):
    """The licence signs in to another account."""

    code = "accounts.licence.taken"
    kind = ErrorKind.CONFLICT


class AgentNonceMalformed(DomainError):
    """The nonce is none of a card agent's."""

    code = "accounts.certificate.nonce_malformed"
    kind = ErrorKind.INVALID


class LicenceNotPresented(DomainError):
    """The holder has not presented the licence yet."""

    code = "accounts.licence.not_presented"
    kind = ErrorKind.CONFLICT


class LicenceForUnits(DomainError):
    """A person's account takes no licence."""

    code = "accounts.licence.for_units"
    kind = ErrorKind.FORBIDDEN
