"""The inspection pack (检查包): all documents of a year in one zip, with a catalogue and the checksum of every file."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

from sync.problems import InTheWay
from tui.documents.catalogue import NOT_APPLICABLE, Item, catalogue, item
from tui.documents.contents import Contents, contents
from tui.documents.exporting import NOTHING, Manner, Stopped, Wanted, Written, answer, content, label, make
from tui.documents.kinds import PACK, why_not
from tui.documents.landing import Landing, made_folder, told
from tui.documents.naming import file_name, known
from tui.documents.office import Office
from tui.documents.rendering import ending
from tui.i18n import speaking, t

SUMS = "SHA256SUMS"
"""What `sha256sum -c` is given."""

MODE = 0o644
"""What an unpacked file may be read by; without it some programs unpack files nobody may read."""


def pack(office: Office, folder: Path, manner: Manner | None = None) -> Written:
    """Make the pack of the office's year in a folder; for a worker thread, a big branch takes a minute or more.

    Each document goes to disk as it is made, so memory holds one at a time. Raises as `exporting.export` does.
    """
    manner = manner or Manner()
    reason = why_not(office, PACK, NOTHING)
    if reason is not None:
        raise InTheWay("export_refused", document=PACK.label, why=reason)
    top = made_folder(folder)
    with speaking(manner.language):
        path = top / file_name(t("pack.name", year=office.year.year), "zip")
    how = answer(path, manner)
    if how == "skip":
        return Written(Wanted(PACK), None)
    with Landing(top) as landing:
        with told(path), zipfile.ZipFile(landing.file, "w", zipfile.ZIP_STORED) as archive:
            _Packer(office, archive, manner).fill(contents(office, manner.language))
        return Written(Wanted(PACK), landing.land(path, how))


class _Packer:
    """Puts one file after the other into the archive, and remembers what the catalogue says of each."""

    def __init__(self, office: Office, archive: zipfile.ZipFile, manner: Manner) -> None:
        self._office = office
        self._archive = archive
        self._manner = manner
        self._items: list[Item] = []
        self._sums: list[str] = []
        self._taken: dict[str, set[str]] = {}
        self._at = office.place.clock.now().timetuple()[:6]

    def fill(self, inside: Contents) -> None:
        """Everything, the catalogue and the checksums last."""
        total = len(inside.wanted) + 1
        for number, each in enumerate(inside.wanted):
            what = label(self._office, each)
            self._manner.step(number, total, what)
            made = make(self._office, each, self._manner.language)
            path = self._path(each.under, made.name, ending(made))
            with speaking(self._manner.language):
                self._items.append(item(self._office, each, made, path))
            self._put(path, content(made, self._manner.language, self._manner.within(number, total, what)))
        self._manner.step(total - 1, total, t("pack.catalogue"))
        self._catalogue(inside.left_out)
        if self._manner.stopped():
            raise Stopped
        self._manner.progress(total, total, "")

    def _catalogue(self, left_out: Sequence[str]) -> None:
        office = self._office
        with speaking(self._manner.language):
            name = t("pack.catalogue")
            path = self._path("", name, "xlsx")
            own = [
                Item(path, name, office.branch, office.today, t("pack.sheets", n=1)),
                Item(SUMS, t("pack.sums"), office.branch, office.today, NOT_APPLICABLE),
            ]
            made = catalogue(office, name, [*self._items, *own], left_out)
        self._put(path, content(made, self._manner.language))
        self._put(SUMS, "".join(self._sums).encode(), listed=False)

    def _path(self, under: str, name: str, ending: str) -> str:
        """Where a file stands in the pack; no two stand in one place."""
        taken = self._taken.setdefault(under, {known(SUMS)})
        found = file_name(name, ending, taken)
        taken.add(known(found))
        return f"{under}/{found}" if under else found

    def _put(self, path: str, data: bytes, *, listed: bool = True) -> None:
        about = zipfile.ZipInfo(path, self._at)
        about.create_system, about.external_attr = 3, MODE << 16
        # Word and Excel files are packed already: pressing them again takes time and wins nothing.
        about.compress_type = zipfile.ZIP_STORED if path.endswith((".docx", ".xlsx")) else zipfile.ZIP_DEFLATED
        self._archive.writestr(about, data)
        if listed:
            self._sums.append(f"{hashlib.sha256(data).hexdigest()}  {path}\n")
