"""Joins ports to adapters: the only place that knows both."""

from config.env import Env
from shiming.audit import ports as audit
from shiming.audit.types import DigestAlgorithm, SealPolicy
from shiming.vault import ports as vault
from shiming.vault.folder_store import FolderStore
from shiming.vault.master_keys import MasterKeys
from shiming.vault.types import CipherProfile, VaultPolicy


def wire(env: Env) -> None:
    """Fill every slot of the product according to `env`."""
    _wire_audit(env)
    _wire_vault(env)


def _wire_audit(env: Env) -> None:
    audit.seal_policy.fill(SealPolicy(algorithm=DigestAlgorithm(env.audit_digest)))


def _wire_vault(env: Env) -> None:
    profile = CipherProfile(env.vault_profile)
    vault.policy.fill(VaultPolicy(profile=profile))
    vault.file_store.fill(FolderStore(env.data_dir / "vault"))
    vault.key_ring.fill(
        MasterKeys(
            {name: key.get_secret_value() for name, key in env.master_keys.items()},
            profile=profile,
        )
    )
