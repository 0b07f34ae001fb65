"""What stands in for the outside."""

import dataclasses
from collections.abc import Mapping

from shiming.kernel.outside import Fetched, FetchFault, FetchReason, fault_of


@dataclasses.dataclass
class FakeFetcher:
    """Answers as it was told, and remembers what it was asked."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    fault: FetchReason | None = None
    calls: list[tuple[str, Mapping[str, str] | None]] = dataclasses.field(default_factory=list)

    def may_fetch(self, url: str) -> bool:
        return fault_of(url, allowed=()) is None

    def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
        self.calls.append((url, form))
        if self.fault is not None:
            raise FetchFault(self.fault)
        return Fetched(status=self.status, content_type=self.content_type, body=self.body)
