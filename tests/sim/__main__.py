"""`python -m tests.sim`; a module of its own, since a process of the pool cannot import `__main__`."""

from __future__ import annotations

import sys

from tests.sim.many import main

if __name__ == "__main__":
    sys.exit(main())
