"""The component alert."""
