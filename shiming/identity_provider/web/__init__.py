"""What people see of the area: the engine decides in front of Django, the views show it."""
