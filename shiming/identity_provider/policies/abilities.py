"""What a client may do as a machine. Pure rules: no query, no write, no clock, no request."""

import re
from collections.abc import Iterable, Mapping

from shiming.identity_provider import errors
from shiming.identity_provider.policies.addresses import is_exact_address
from shiming.identity_provider.protocol import tokens_of_others
from shiming.identity_provider.types import Abilities, AuthMethod, GrantType, Scope
from shiming.kernel.errors import DomainError

# A machine's scopes name a thing and an act, so that none can be taken for one of people's.
MACHINE_SCOPE = re.compile(r"[a-z0-9_-]{1,32}(?::[a-z0-9_-]{1,32}){1,3}")
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_NEED_PROOF = frozenset({GrantType.CLIENT_CREDENTIALS, GrantType.TOKEN_EXCHANGE})
_OF_PEOPLE = frozenset({GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE})


def refusal_to_give_abilities(
    *, abilities: Abilities, auth_method: AuthMethod, scopes: Iterable[str]
) -> DomainError | None:
    """Return why a client must not be given these abilities, or None if it may."""
    grant_types = frozenset(abilities.grant_types)
    is_public = auth_method is AuthMethod.NONE
    is_refreshing = GrantType.REFRESH_TOKEN in grant_types
    if (
        not grant_types
        or (is_public and grant_types.intersection(_NEED_PROOF))
        or (is_refreshing and grant_types.isdisjoint(_OF_PEOPLE))
    ):
        return errors.GrantTypesInvalid()
    if not _has_what_it_proves_itself_with(abilities, auth_method):
        return errors.KeysInvalid()
    if not all(is_exact_address(one) for one in (*abilities.resources, *abilities.serves)):
        return errors.ResourceInvalid()
    if not all(scope in frozenset(Scope) or MACHINE_SCOPE.fullmatch(scope) for scope in scopes):
        return errors.ScopeUnknown()
    return None


def signs_people_on(abilities: Abilities) -> bool:
    """Tell whether a client sends people's browsers to us."""
    return GrantType.AUTHORIZATION_CODE in abilities.grant_types


def recognises_people(abilities: Abilities) -> bool:
    """Tell whether a client gets to know people at all."""
    return not _OF_PEOPLE.isdisjoint(abilities.grant_types)


def _has_what_it_proves_itself_with(abilities: Abilities, auth_method: AuthMethod) -> bool:
    if not all(_is_public_key(key) for key in abilities.jwks):
        return False
    if auth_method is AuthMethod.PRIVATE_KEY_JWT:
        return bool(abilities.jwks) and not abilities.certificate
    if auth_method is AuthMethod.TLS:
        return bool(abilities.certificate)
    if auth_method is AuthMethod.SELF_SIGNED_TLS:
        return bool(_THUMBPRINT.fullmatch(abilities.certificate))
    return not abilities.certificate


def _is_public_key(jwk: Mapping[str, object]) -> bool:
    if jwk.get("crv") == "SM2":
        return "d" not in jwk and all(isinstance(jwk.get(name), str) for name in ("x", "y"))
    return tokens_of_others.import_public(jwk) is not None
