"""
Which tests one worker runs together.

What a module builds once (a demonstration, a browser, a server of a peer) would be built by every
worker that gets one of its tests. xdist's own `loadgroup` writes the group into a name that pytest
no longer reads; here the folder says it.
"""

from xdist.scheduler import LoadScopeScheduling

# All of these share one demonstration.
_DEMONSTRATION = "tests/journeys/"
# Every other test is on its own, so that no worker waits for another one.
_BY_MODULE = (
    "/browser/",
    "tests/demo/",
    "tests/identity_provider/apache/",
    "tests/identity_provider/guide/",
    "tests/identity_provider/nginx/",
    "tests/identity_provider/oidc_provider/",
    "tests/identity_provider/onboarding/test_in_a_browser.py",
    "tests/identity_provider/openid_client/",
    "tests/identity_provider/rfc6749_6/test_killed_server.py",
    "tests/jobs/test_killed_worker.py",
    "tests/trust_sources/nodes/test_two_instances.py",
)


class TogetherScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives a worker one test at a time, or all that share what is dear to build."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_DEMONSTRATION):
            return _DEMONSTRATION
        module = nodeid.partition("::")[0]
        return module if any(part in module for part in _BY_MODULE) else nodeid
