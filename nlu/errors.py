"""Errors of the language room. Each message is one line and says what to do.

NluError
├── WeightsError      the default encoder cannot be built
├── EncoderError      an encoder cannot be loaded or run
└── ClassifierError   the intent classifier cannot be trained, stored or loaded
"""


class NluError(Exception):
    """Base of all errors raised on purpose in this room."""


class WeightsError(NluError):
    """The default encoder cannot be built: download, checksum, disk space or conversion failed."""


class EncoderError(NluError):
    """A sentence encoder cannot be found, loaded or run."""


class ClassifierError(NluError):
    """The intent classifier cannot be trained, stored or loaded."""
