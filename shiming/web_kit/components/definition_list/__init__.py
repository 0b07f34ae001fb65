"""The component definition_list."""
