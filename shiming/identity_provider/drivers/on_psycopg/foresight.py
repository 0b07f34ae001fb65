"""Readings that are fetched together with the one before them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from shiming.identity_provider.drivers.on_psycopg import codes, sessions, tokens
from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers, Question
from shiming.identity_provider.protocol import store

# Any: as in `runner.Handlers`.
QUESTIONS: Mapping[type[store.Operation[Any]], Callable[[Any], Question]] = MappingProxyType(
    {
        store.FindAccessToken: tokens.access_token_question,
        store.FindRefreshToken: tokens.refresh_token_question,
        store.FindCode: codes.question,
        store.FindSession: sessions.question,
    }
)


def _foresee(database: Database, operation: store.Foresee) -> None:
    database.foresee(QUESTIONS[type(operation.reading)](operation.reading))


def _confirm_later(database: Database, _operation: store.ConfirmLater) -> None:
    database.recall_next()


HANDLERS: Handlers = {store.Foresee: _foresee, store.ConfirmLater: _confirm_later}
