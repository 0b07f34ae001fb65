"""Refuses to start an installation that is unfit for production, naming all reasons at once."""

import ipaddress
import urllib.parse

from config import passkeys
from config.env import Env
from shiming.kernel.slots import Slot

SECRET_KEY_CHARACTERS = 50
HASH_KEY_CHARACTERS = 32


def problems(env: Env) -> list[str]:
    """Return why this installation must not serve real people, one sentence each."""
    found = [*_problems_of_settings(env), *passkeys.problems(env), *_problems_of_wiring()]
    return found if env.is_production else []


def refuse_if_unfit(env: Env) -> None:
    """
    End the start if there are problems.

    :raises SystemExit: with all problems, one a line
    """
    if found := problems(env):
        lines = "\n".join(f"  {problem}" for problem in found)
        raise SystemExit(f"This installation cannot start in production:\n{lines}")


def _problems_of_settings(env: Env) -> list[str]:
    wanted = {
        "SHIMING_BASE_URL must begin with https://.": env.is_https,
        f"SHIMING_SECRET_KEY must have at least {SECRET_KEY_CHARACTERS} characters.": len(
            env.secret_key.get_secret_value()
        )
        >= SECRET_KEY_CHARACTERS,
        "SHIMING_MASTER_KEYS must hold at least one key.": bool(env.master_keys),
        f"SHIMING_PAIRWISE_SALT must have at least {HASH_KEY_CHARACTERS} characters.": len(
            env.pairwise_salt.get_secret_value()
        )
        >= HASH_KEY_CHARACTERS,
        f"SHIMING_TOKEN_KEY must have at least {HASH_KEY_CHARACTERS} characters.": len(
            env.token_key.get_secret_value()
        )
        >= HASH_KEY_CHARACTERS,
        "SHIMING_REGISTER_URL must be an https:// address or empty.": not env.register_url
        or env.register_url.startswith("https://"),
        "SHIMING_REGISTER_KEY must be set with SHIMING_REGISTER_URL.": not env.register_url
        or bool(env.register_key.get_secret_value()),
        "SHIMING_TAX_CORE_URL must be an https:// address or empty.": not env.tax_core_url
        or env.tax_core_url.startswith("https://"),
        "SHIMING_TAX_CORE_KEY must be set with SHIMING_TAX_CORE_URL.": not env.tax_core_url
        or bool(env.tax_core_key.get_secret_value()),
        "SHIMING_UNIT_REGISTER_URL must be an https:// address or empty.": (
            not env.unit_register_url or env.unit_register_url.startswith("https://")
        ),
        "SHIMING_UNIT_REGISTER_KEY must be set with SHIMING_UNIT_REGISTER_URL.": (
            not env.unit_register_url or bool(env.unit_register_key.get_secret_value())
        ),
        "SHIMING_WALLET_URL must be an https:// address or empty.": not env.wallet_url
        or env.wallet_url.startswith("https://"),
        "SHIMING_WALLET_KEY must be set with SHIMING_WALLET_URL.": not env.wallet_url
        or bool(env.wallet_key.get_secret_value()),
        "SHIMING_SMS_GATEWAY_URL must be an https:// address, or SHIMING_SMPP_URL set: the SMS box"
        " is a simulator.": env.sms_gateway_url.startswith("https://") or bool(env.smpp_url),
        "SHIMING_STAFF_SECOND_FACTOR must not be switched off.": env.staff_second_factor,
        "SHIMING_SMS_GATEWAY_KEY must be set.": bool(env.smpp_url)
        or bool(env.sms_gateway_key.get_secret_value()),
        "SHIMING_SMPP_URL must name this machine or a private address: SMPP knows no encryption.": (
            not env.smpp_url or _is_private(urllib.parse.urlsplit(env.smpp_url).hostname or "")
        ),
        "SHIMING_NODE_CODE must be set with SHIMING_NODE_ROLE.": env.node_role == "alone"
        or bool(env.node_code),
        "SHIMING_SMPP_URL and SHIMING_SMS_GATEWAY_URL exclude each other.": not (
            env.smpp_url and env.sms_gateway_url
        ),
    }
    return [problem for problem, is_met in wanted.items() if not is_met]


def _problems_of_wiring() -> list[str]:
    return [
        f"{slot.name} holds a simulator ({type(slot()).__name__})."
        for slot in Slot.declared
        if slot.is_filled and getattr(slot(), "is_simulator", False)
    ]


def _is_private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"
