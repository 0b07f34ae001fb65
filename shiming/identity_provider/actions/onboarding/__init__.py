"""Use cases of those who connect systems, and of the officers who let them (E3)."""
