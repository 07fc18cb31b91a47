"""The action server: answers worded and registries read; nothing is changed here."""
