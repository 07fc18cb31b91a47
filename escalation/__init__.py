"""Conversations, their owners, and the shared queue of tickets."""
