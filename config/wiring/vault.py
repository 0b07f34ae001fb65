"""Fill the ports of `vault`."""

from config.env import Env
from shiming.jobs.operations import every
from shiming.vault import ports as vault
from shiming.vault import tasks as vault_tasks
from shiming.vault.folder_store import FolderStore
from shiming.vault.master_keys import MasterKeys
from shiming.vault.types import CipherProfile, VaultPolicy


def wire(env: Env) -> None:
    """Give the vault its keys and its store of files."""
    profile = CipherProfile(env.vault_profile)
    vault.policy.fill(VaultPolicy(profile=profile))
    vault.file_store.fill(FolderStore(env.data_dir / "vault"))
    vault.key_ring.fill(
        MasterKeys(
            {name: key.get_secret_value() for name, key in env.master_keys.items()},
            profile=profile,
        )
    )
    every(kind="vault.rotate", minutes=1)(vault_tasks.rotate)
    every(kind="vault.purge", minutes=60)(vault_tasks.purge)
