"""Yardsticks: how right the understanding, the search and the answers are, on files that a user brings."""
