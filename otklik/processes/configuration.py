"""supervisord's configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from otklik.processes.program import Program
from otklik.sockets import choose_directory


@dataclass(frozen=True)
class Places:
    """Where one supervisor keeps its files. Supervisors of different processes may share a machine."""

    root: Path  # the checkout: the processes' working directory
    data: Path
    name: str  # `all`, or the processes' names joined

    @property
    def folder(self) -> Path:
        """Its own folder."""
        return self.data / "supervisor"

    @property
    def configuration(self) -> Path:
        """supervisord.conf"""
        return self.folder / ("supervisord.conf" if self.name == "all" else f"{self.name}.conf")

    @property
    def socket(self) -> Path:
        """Where it takes commands."""
        name = f"{self.name}.sock"
        # supervisord first binds the name with a dot and its process id behind.
        return choose_directory(self.folder, f"{name}.1234567") / name

    @property
    def logs(self) -> Path:
        """Folder of all processes' logs."""
        return self.data / "logs"

    def log(self, program: str) -> Path:
        """A process's log."""
        return self.logs / f"{program}.log"


def render(programs: Sequence[Program], places: Places) -> str:
    """Text of supervisord.conf.

    No process starts by itself: the database is set up between the first and the others. `startsecs=0`
    makes every exit a plain one, restarted at once and for ever; with the default a process whose
    database is away for a minute would be given up, or tried ever more seldom.
    """
    parts = [
        f"""[supervisord]
nodaemon=true
logfile={places.log("supervisord")}
logfile_maxbytes=5MB
logfile_backups=2
loglevel=info
pidfile={places.folder / places.name}.pid
directory={places.root}
childlogdir={places.logs}
minfds=1024
umask=077

[unix_http_server]
file={places.socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
    ]
    parts += [
        f"""[program:{program.name}]
command={program.command}
priority={program.priority}
autostart=false
autorestart=true
startsecs=0
stopsignal={program.stop_signal}
stopwaitsecs={program.stop_seconds}
killasgroup=true
redirect_stderr=true
stdout_logfile={places.log(program.name)}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
environment=OTKLIK_SUPERVISED="1"
"""
        for program in programs
    ]
    return "\n".join(parts)
