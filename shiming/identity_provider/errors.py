"""The refusals of the area, outside the protocol (whose own are in `protocol.errors`)."""

from shiming.kernel.errors import DomainError, ErrorKind


class ClientNotFound(DomainError):
    """No client has this identifier."""

    code = "identity_provider.client.not_found"
    kind = ErrorKind.NOT_FOUND


class ClientIdTaken(DomainError):
    """Another client has this identifier."""

    code = "identity_provider.client.id_taken"
    kind = ErrorKind.CONFLICT


class ClientIdInvalid(DomainError):
    """The identifier holds other characters than letters, digits, hyphens and underscores."""

    code = "identity_provider.client.id_invalid"
    kind = ErrorKind.INVALID


class RedirectUriInvalid(DomainError):
    """An address is relative, has a fragment or a wildcard, or is plain http outside loopback."""

    code = "identity_provider.client.redirect_uri_invalid"
    kind = ErrorKind.INVALID


class SignOutUriInvalid(DomainError):
    """A sign-out address may not be called from here, or is on another origin than the client."""

    code = "identity_provider.client.sign_out_uri_invalid"
    kind = ErrorKind.INVALID


class CasForGovernmentOnly(DomainError):
    """The old protocol asks nobody for consent, so it serves the government's systems alone."""

    code = "identity_provider.cas_service.government_only"
    kind = ErrorKind.INVALID


class CasServiceTaken(DomainError):
    """This very address is registered already."""

    code = "identity_provider.cas_service.taken"
    kind = ErrorKind.CONFLICT


class SectorUnclear(DomainError):
    """The redirect addresses have several hosts, so the sector must be named."""

    code = "identity_provider.client.sector_unclear"
    kind = ErrorKind.INVALID


class ScopeUnknown(DomainError):
    """A scope is none of ours, or openid is missing."""

    code = "identity_provider.client.scope_unknown"
    kind = ErrorKind.INVALID


class GrantTypesInvalid(DomainError):
    """The ways to a token do not fit together, or not to a client that proves nothing."""

    code = "identity_provider.client.grant_types_invalid"
    kind = ErrorKind.INVALID


class KeysInvalid(DomainError):
    """What the client is to prove itself with is missing, too weak, or shows a private key."""

    code = "identity_provider.client.keys_invalid"
    kind = ErrorKind.INVALID


class ResourceInvalid(DomainError):
    """A resource is no absolute address without a fragment (RFC 8707, section 2)."""

    code = "identity_provider.client.resource_invalid"
    kind = ErrorKind.INVALID


class NoSigningKey(DomainError):
    """No key signs at the moment."""

    code = "identity_provider.signing_key.missing"
    kind = ErrorKind.UNAVAILABLE


class ConsentNotFound(DomainError):
    """There is nothing to withdraw from this client."""

    code = "identity_provider.consent.not_found"
    kind = ErrorKind.NOT_FOUND


class DeviceCodeWrong(DomainError):
    """No device waits under this code, or not any more."""

    code = "identity_provider.device.code_wrong"
    kind = ErrorKind.INVALID


class DeviceGuessesLimited(DomainError):
    """Too many wrong codes came from this account or address."""

    code = "identity_provider.device.guesses_limited"
    kind = ErrorKind.LIMITED


class InteractionOver(DomainError):
    """The sign-in on behalf of a business system is over, or belongs to another browser."""

    code = "identity_provider.interaction.over"
    kind = ErrorKind.NOT_FOUND


class ApplicationNotFound(DomainError):
    """There is no such application, or not to this viewer."""

    code = "identity_provider.application.not_found"
    kind = ErrorKind.NOT_FOUND


class IntegratorTooWeak(DomainError):
    """Who applies must be known at least at the level primary."""

    code = "identity_provider.application.level_too_low"
    kind = ErrorKind.FORBIDDEN


class ApplicationsLimited(DomainError):
    """This integrator has too many applications that nobody has decided."""

    code = "identity_provider.application.limited"
    kind = ErrorKind.LIMITED


class ApplicationTextInvalid(DomainError):
    """A name or code holds characters that cannot be shown as they are."""

    code = "identity_provider.application.text_invalid"
    kind = ErrorKind.INVALID


class DutiesChanged(DomainError):
    """Other duties are in force than those that were accepted."""

    code = "identity_provider.application.duties_changed"
    kind = ErrorKind.CONFLICT


class ApplicationNotOpen(DomainError):
    """Somebody decided this application meanwhile, or it is not to be corrected."""

    code = "identity_provider.application.not_open"
    kind = ErrorKind.CONFLICT


class OwnApplication(DomainError):
    """Nobody decides what they applied for themselves."""

    code = "identity_provider.application.own"
    kind = ErrorKind.FORBIDDEN


class MayNotDecide(DomainError):
    """This officer does not decide applications."""

    code = "identity_provider.application.may_not_decide"
    kind = ErrorKind.FORBIDDEN


class ReasonMissing(DomainError):
    """A refusal or return needs a reason."""

    code = "identity_provider.application.reason_missing"
    kind = ErrorKind.INVALID


class TrialsMissing(DomainError):
    """The joint test is not passed in full."""

    code = "identity_provider.application.trials_missing"
    kind = ErrorKind.CONFLICT


class ProductionNotOpen(DomainError):
    """There is nothing to issue: not approved, not wanted, or issued already."""

    code = "identity_provider.application.production_not_open"
    kind = ErrorKind.CONFLICT


class SecretDrawnMeanwhile(DomainError):
    """The secret was drawn since this page was shown: it is not shown again."""

    code = "identity_provider.secret.drawn_meanwhile"
    kind = ErrorKind.CONFLICT


class ClientSuspendedNow(DomainError):
    """An officer suspended this client."""

    code = "identity_provider.client.suspended"
    kind = ErrorKind.FORBIDDEN


class ClientStateChanged(DomainError):
    """Somebody suspended or resumed this client meanwhile."""

    code = "identity_provider.client.state_changed"
    kind = ErrorKind.CONFLICT


class AddressChangePending(DomainError):
    """Other addresses wait for an officer already."""

    code = "identity_provider.addresses.pending"
    kind = ErrorKind.CONFLICT


class AddressChangeNotPending(DomainError):
    """Somebody decided about these addresses meanwhile."""

    code = "identity_provider.addresses.not_pending"
    kind = ErrorKind.CONFLICT


class TesterNotFound(DomainError):
    """No account has this user name."""

    code = "identity_provider.tester.not_found"
    kind = ErrorKind.INVALID


class MayNotManageSystems(DomainError):
    """This officer does not keep the register of systems."""

    code = "identity_provider.system.may_not_manage"
    kind = ErrorKind.FORBIDDEN


class SystemNotFound(DomainError):
    """The register has no such system."""

    code = "identity_provider.system.not_found"
    kind = ErrorKind.NOT_FOUND


class SystemChangedMeanwhile(DomainError):
    """Somebody else changed this entry, or it is connected by now."""

    code = "identity_provider.system.changed_meanwhile"
    kind = ErrorKind.CONFLICT


class ExceptionIncomplete(DomainError):
    """An exception needs a reason and a last day that is still to come."""

    code = "identity_provider.system.exception_incomplete"
    kind = ErrorKind.INVALID


class AppNotFound(DomainError):
    """The launcher has no such application for this person."""

    code = "identity_provider.app.not_found"
    kind = ErrorKind.NOT_FOUND


class AppNotWelcoming(DomainError):
    """The application takes people in other capacities only."""

    code = "identity_provider.app.not_welcoming"
    kind = ErrorKind.FORBIDDEN


class SignInMethodUnknown(DomainError):
    """A way to sign in is unknown, or cannot be told from a session."""

    code = "identity_provider.client.sign_in_method_unknown"
    kind = ErrorKind.INVALID


class ScopeWithoutLevel(DomainError):
    """There is no such scope or resource, or none that could demand a level."""

    code = "identity_provider.scope_level.unknown"
    kind = ErrorKind.NOT_FOUND


class ScopeLevelUnchanged(DomainError):
    """What was proposed is what is in force already."""

    code = "identity_provider.scope_level.unchanged"
    kind = ErrorKind.INVALID


class ScopeLevelWaiting(DomainError):
    """Another demand of the same scope waits for its second officer."""

    code = "identity_provider.scope_level.waiting"
    kind = ErrorKind.CONFLICT


class ScopeLevelDecided(DomainError):
    """Somebody decided meanwhile, or there was nothing to decide."""

    code = "identity_provider.scope_level.decided"
    kind = ErrorKind.CONFLICT


class OwnScopeLevel(DomainError):
    """Whoever proposed a demand does not put it into force."""

    code = "identity_provider.scope_level.own"
    kind = ErrorKind.FORBIDDEN


class ProvisioningTwice(DomainError):
    """The client is unified already."""

    code = "identity_provider.provisioning.twice"
    kind = ErrorKind.CONFLICT


class ProvisioningNotFound(DomainError):
    """The client is not unified, or not any more."""

    code = "identity_provider.provisioning.not_found"
    kind = ErrorKind.NOT_FOUND


class ProvisioningAddressInvalid(DomainError):
    """The address may not be called."""

    code = "identity_provider.provisioning.address_invalid"
    kind = ErrorKind.INVALID


class ProvisioningTokenInvalid(DomainError):
    """The token is missing, or could not stand in a header."""

    code = "identity_provider.provisioning.token_invalid"
    kind = ErrorKind.INVALID


class MayNotManageProvisioning(DomainError):
    """The actor may not decide which systems are unified."""

    code = "identity_provider.provisioning.may_not_manage"
    kind = ErrorKind.FORBIDDEN


class LocalUserTaken(DomainError):
    """Another person is this local user, or this person is another one."""

    code = "identity_provider.local_user.taken"
    kind = ErrorKind.CONFLICT


class LocalUserUnfit(DomainError):
    """What the client calls its user is missing, too long or unreadable."""

    code = "identity_provider.local_user.unfit"
    kind = ErrorKind.INVALID


class LocalUserNotFound(DomainError):
    """There is no such mapping."""

    code = "identity_provider.local_user.not_found"
    kind = ErrorKind.NOT_FOUND
