"""Telegram: messages of a bot's private chats, by polling or a webhook."""

import os

# The library gives waiting times as seconds and warns at each, unless it is told to give timedeltas. Here and
# not where one is read: its error reads its own time while it is made.
os.environ.setdefault("PTB_TIMEDELTA", "true")
