"""HTML pages of the area, and the middleware that finds the session."""
