"""Use cases: what operators do with permissions and the calendar."""
