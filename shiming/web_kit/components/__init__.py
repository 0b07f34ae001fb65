"""The components: one folder each, called with `{% component %}`."""
