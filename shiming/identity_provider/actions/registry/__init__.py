"""Use cases of the officers who keep the register of systems (S19-6)."""
