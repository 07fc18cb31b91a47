"""The knowledge base: articles written by people, found by meaning, answered with their source."""
