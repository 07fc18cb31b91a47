"""`otklik doctor`: what is checked, what is wrong, what to do."""

from otklik.doctor.run import run

__all__ = ["run"]
