"""The component breadcrumb."""
