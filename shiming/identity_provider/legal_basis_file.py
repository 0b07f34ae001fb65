"""Reads what obliges systems to be connected (S19-8): the list of a deployment, or the shipped."""

import pathlib
import tomllib

from shiming.identity_provider.ports import LegalBasis

SHIPPED = pathlib.Path(__file__).parent / "legal_basis.toml"


def read_legal_basis(file: pathlib.Path = SHIPPED) -> LegalBasis:
    """
    Return the laws and documents that a file names.

    :raises ValueError: if it is no TOML, or does not name any in both languages
    """
    written = tomllib.loads(file.read_text("utf-8"))
    return LegalBasis(zh=_texts(written.get("zh"), file), en=_texts(written.get("en"), file))


def _texts(found: object, file: pathlib.Path) -> tuple[str, ...]:
    texts = tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
    if not texts:
        raise ValueError(f"{file} needs the lists zh and en, with at least one text each")
    return texts
