"""The journeys: tables of steps with preconditions and undo, pure like policies."""
