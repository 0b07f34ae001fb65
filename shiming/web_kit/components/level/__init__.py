"""The component level."""
