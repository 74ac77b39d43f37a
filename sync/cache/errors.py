"""What can be wrong with a cache, each with what a message to its user needs."""

from __future__ import annotations


class CacheError(Exception):
    """Anything that keeps a cache from being opened or written."""


class CacheDamaged(CacheError):
    """A file does not hold what was written to it; nothing was changed, and recovery into a copy is possible.

    `line` counts from 1, 0 means the file as a whole; `what` says in a few English words what is wrong.
    """

    def __init__(self, path: str, line: int, what: str) -> None:
        super().__init__(f"{path}, line {line}: {what}" if line else f"{path}: {what}")
        self.path = path
        self.line = line
        self.what = what


class CacheNewer(CacheError):
    """A newer version of the program wrote this cache; nothing was changed (PROTOCOL.md section 15)."""

    def __init__(self, path: str, found: int, known: int) -> None:
        super().__init__(f"{path} has cache format {found}; this version knows up to {known}")
        self.path = path
        self.found = found
        self.known = known


class CacheStopped(CacheError):
    """The disk refused (full, or an I/O error): the change is not saved, and none will be until `resume()` succeeds."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(f"the cache accepts no changes: {cause}")
        self.cause = cause


class CacheClosed(CacheError, ValueError):
    """The cache was used after it was closed; a ValueError, as from TinyDB's own storage."""

    def __init__(self) -> None:
        super().__init__("the cache is closed")


class CompactionFailed(CacheError):
    """The journal could not be compacted; nothing is lost, and changes are still accepted."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(f"the journal could not be compacted: {cause}")
        self.cause = cause
