"""Composition root: settings, database, command line and processes of Otklik."""
