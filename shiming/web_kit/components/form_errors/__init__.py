"""The component form_errors."""
