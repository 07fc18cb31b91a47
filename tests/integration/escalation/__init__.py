"""The desk and its console over a real database."""
