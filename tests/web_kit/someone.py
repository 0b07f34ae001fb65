"""Stands in for the accounts middleware: a header says who acts."""

import uuid

from django.http import HttpRequest, HttpResponse

from shiming.kernel.actor import ActingIdentity, Actor, visitor
from shiming.web_kit.middleware import GetResponse


class SomeoneMiddleware:
    """Makes `request.actor` out of the header ``X-Permissions`` (present: signed in)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        permissions = request.headers.get("X-Permissions")
        actor = visitor()
        if permissions is not None:
            actor = Actor(
                account_id=uuid.UUID(int=1),
                identity=ActingIdentity(permissions=frozenset(permissions.split())),
            )
        vars(request)["actor"] = actor
        return self.get_response(request)
