"""Secrets of an installation that is not production: random, made at the first start."""

import base64
import json
import os
import pathlib
import secrets

from pydantic import SecretStr

from config.env import KEY_BYTES, Env


def with_generated_secrets(env: Env) -> Env:
    """
    Return `env` with the secrets it lacks, kept in `data_dir` for the next start.

    Production is returned unchanged: there the system check names what is missing.
    """
    if env.is_production:
        return env
    kept = read_or_make(env.data_dir / "secrets.json")
    update: dict[str, object] = {}
    if not env.secret_key.get_secret_value():
        update["secret_key"] = SecretStr(kept["secret_key"])
    if not env.master_keys:
        update["master_keys"] = {"local": SecretStr(kept["master_key"])}
    for name in ("pairwise_salt", "token_key"):
        if not getattr(env, name).get_secret_value():
            update[name] = SecretStr(kept[name])
    if not env.register_key.get_secret_value():
        update["register_key"] = SecretStr(kept["register_key"])
        update["register_key_id"] = env.register_key_id or "local"
    return env.model_copy(update=update)


def read_or_make(path: pathlib.Path) -> dict[str, str]:
    """Return the generated secrets kept at `path`, made at random if there are none yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = {
        "secret_key": secrets.token_urlsafe(48),
        "master_key": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        "pairwise_salt": secrets.token_urlsafe(32),
        "register_key": secrets.token_urlsafe(32),
        "token_key": secrets.token_urlsafe(32),
    }
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        # Several processes start together: the first link wins, the others read its secrets.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
