"""The component one_time_code."""
