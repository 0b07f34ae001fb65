from shiming.kernel.actor import ActingIdentity, ActingKind, Actor, system_actor, visitor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level


class TestActor:
    def test_may_only_what_its_acting_identity_carries(self) -> None:
        actor = Actor(
            account_id=new_id(),
            identity=ActingIdentity(permissions=frozenset({"proofing:case:review"})),
        )

        assert actor.is_signed_in
        assert actor.may("proofing:case:review")
        assert not actor.may("proofing:case")

    def test_is_nobody_for_the_system_and_for_visitors(self) -> None:
        system, somebody = system_actor(device="worker"), visitor(address="192.0.2.1")

        assert (system.identity.kind, system.device) == (ActingKind.SYSTEM, "worker")
        assert (somebody.level, somebody.address) == (Level.ANONYMOUS, "192.0.2.1")
        assert not system.is_signed_in
        assert not somebody.is_signed_in
