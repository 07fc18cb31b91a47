"""Kills processes and the database at random moments."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter

from benchmarks.soak.stack import SoakStack
from otklik.embedded import Server

PAUSES = (2.0, 6.0)
DATABASE = "postgres"
FREEZE_SECONDS = 3.0


class Killer:
    """Kills in a thread of its own until it is stopped; all processes are started again by others."""

    def __init__(self, stack: SoakStack, server: Server, chance: random.Random) -> None:
        self.killed: Counter[str] = Counter()
        self._stack = stack
        self._server = server
        self._chance = chance
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="killer")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; the database runs when this returns."""
        self._stopping.set()
        self._thread.join(60)
        if not self._server.is_ready():
            self._server.start()

    def _run(self) -> None:
        deck: list[str] = []
        while not self._stopping.wait(self._chance.uniform(*PAUSES)):
            if not deck:  # each is killed as often as the others
                deck = [*self._stack.victims, DATABASE]
                self._chance.shuffle(deck)
            name = deck.pop()
            self.killed[name] += 1
            if name == DATABASE:
                self._kill_database()
            elif self._chance.random() < 0.2:
                self._stack.victims[name].pause(FREEZE_SECONDS)
            else:
                self._stack.victims[name].kill()

    def _kill_database(self) -> None:
        """A power cut half of the time, an orderly restart otherwise."""
        pid = self._server.pid()
        if pid is not None and self._chance.random() < 0.5:
            os.kill(pid, signal.SIGKILL)
            while self._server.pid() is not None:
                time.sleep(0.05)
        else:
            self._server.stop()
        self._server.start()
