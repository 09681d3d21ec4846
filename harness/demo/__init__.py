"""A Saturday in a restaurant, on a throw-away server."""
