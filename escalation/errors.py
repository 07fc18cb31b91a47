"""Errors of this room.

DeskError
 ├── UnknownTicket       there is no such ticket
 ├── AlreadyClaimed      another operator was first
 ├── NotYours            the ticket is not claimed by this operator
 ├── AlreadyClosed       the ticket is closed
 ├── StaleView           the operator has not seen a colleague's newer reply
 ├── SendUnderWay        a reply of the assistant is just leaving; try again in a moment
 └── BadReply            the text is empty or too long

OperatorError
 ├── BadOperator         an account cannot be made as asked
 └── BadPassword         a password is not accepted; its argument is a `PasswordProblem`
"""

from __future__ import annotations


class DeskError(Exception):
    """A use case of the desk was refused; nothing was changed."""


class UnknownTicket(DeskError):
    """There is no such ticket."""


class AlreadyClaimed(DeskError):
    """Another operator was first."""


class NotYours(DeskError):
    """The ticket is not claimed by this operator."""


class AlreadyClosed(DeskError):
    """The ticket is closed."""


class StaleView(DeskError):
    """The operator has not seen a colleague's newer reply."""


class SendUnderWay(DeskError):
    """A reply of the assistant is just leaving; it ends within the send deadline."""


class BadReply(DeskError):
    """The text is empty or too long."""


class OperatorError(Exception):
    """An operator's account was not changed."""


class BadOperator(OperatorError):
    """An account cannot be made, or found, as asked."""


class BadPassword(OperatorError):
    """A password is not accepted. Its argument is a `PasswordProblem`."""
