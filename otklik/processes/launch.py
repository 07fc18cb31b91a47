"""`python -m otklik.processes.launch MODULE [ARGUMENT...]`: run a module that ends with its supervisor."""

from __future__ import annotations

import runpy
import sys

from otklik.parent import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    _, module, *arguments = sys.argv
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
