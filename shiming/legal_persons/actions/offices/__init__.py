"""What people and units do with offices."""
