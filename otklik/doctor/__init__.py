"""`otklik doctor`: what is checked, what is wrong, what to do."""

from otklik.doctor.report import run

__all__ = ["run"]
