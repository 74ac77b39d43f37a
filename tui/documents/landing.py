"""A file on its way to disk: it stands under its name whole and durable, or not at all, and takes no other file's place unasked."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, TypeAlias

from sync.problems import InTheWay
from tui.documents.naming import file_name, known

Existing: TypeAlias = Literal["refuse", "replace", "keep_both", "skip"]
"""What becomes of a file of the same name that is there already; `skip` leaves it and writes nothing."""

REASONS = {
    errno.ENOSPC: "export_no_space",
    errno.EDQUOT: "export_no_space",
    errno.EACCES: "export_no_permission",
    errno.EPERM: "export_no_permission",
    errno.EROFS: "export_no_permission",
    errno.ENOTDIR: "export_not_a_folder",
    errno.EEXIST: "export_not_a_folder",
    errno.ENAMETOOLONG: "export_too_long",
}
"""What the system said -> the reason a person can do something about."""

NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL, errno.EACCES}
"""What systems without hard links say, such as a memory stick (FAT) or some network folders."""


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Inside, an error of the system becomes InTheWay, which says what happened to this file or folder and what to do."""
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0)
        if reason is None:
            cause = error.strerror or type(error).__name__
            raise InTheWay("export_failed", path=str(path), cause=cause) from error
        raise InTheWay(reason, path=str(path)) from error


def made_folder(folder: Path) -> Path:
    """The folder as an absolute path, made where it is not there; `~` is the account's own. Raises InTheWay."""
    try:
        found = folder.expanduser().absolute()
    except RuntimeError:
        # `~somebody` who has no account here.
        raise InTheWay("export_not_a_folder", path=str(folder)) from None
    with told(found):
        found.mkdir(parents=True, exist_ok=True)
    return found


class Landing:
    """A file beside its later place, open for writing as `file`; leaving the `with` block without `land` removes it."""

    file: BinaryIO

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._beside = folder / f".xinde-{secrets.token_hex(6)}.part"

    def __enter__(self) -> Landing:
        with told(self._folder):
            # Made as any other file of the account, so that its umask says who may read it; tempfile's is the owner's alone.
            handle = os.open(self._beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            self.file = os.fdopen(handle, "w+b")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            # What could not be written before cannot be flushed now; the file goes away.
            self.file.close()
        self._beside.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Append all of `data`; raises InTheWay."""
        with told(self._folder):
            self.file.write(data)

    def land(self, path: Path, existing: Existing) -> Path | None:
        """Give the file its name in the same folder, for good; None where one is there and is left. Raises InTheWay, `export_exists` if refused."""
        with told(path):
            self.file.flush()
            os.fsync(self.file.fileno())
            # Windows moves no open file.
            self.file.close()
            if existing == "replace":
                self._beside.replace(path)
            elif not self._take(path):
                if existing == "skip":
                    return None
                if existing == "refuse":
                    raise InTheWay("export_exists", path=str(path))
                path = self._keep_both(path)
            _sync_folder(self._folder)
        return path

    def _keep_both(self, wanted: Path) -> Path:
        taken = {known(each) for each in os.listdir(self._folder)}
        while True:
            path = self._folder / file_name(wanted.stem, wanted.suffix[1:], taken)
            if self._take(path):
                return path
            # Made by somebody else since the folder was listed.
            taken.add(known(path.name))

    def _take(self, path: Path) -> bool:
        """Take a name nobody has; False where a file has it."""
        try:
            os.link(self._beside, path)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            return self._reserve(path)
        return True

    def _reserve(self, path: Path) -> bool:
        """The same without hard links: an empty file takes the name first, and is then replaced."""
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            return False
        try:
            self._beside.replace(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return True


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows has no such call, and some network folders refuse it while the file is safe."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.EBADF):
            raise
    finally:
        os.close(handle)
