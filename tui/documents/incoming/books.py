"""图书清单: the books of the reading room from a spreadsheet. A book is known by its ISBN, else its call number, else title and author."""

from __future__ import annotations

import re
from typing import Any

from sync.cache.view import View
from sync.records.dates import narrow
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.documents.incoming import reading
from tui.documents.incoming.columns import Columns, Entry, Headings
from tui.documents.incoming.judging import (
    Change,
    Judged,
    Judgement,
    New,
    NotSo,
    Progress,
    Reason,
    checked,
    judged_all,
    silent,
)
from tui.documents.incoming.known import Known, plain
from tui.year.isbn import is_isbn, isbn_key

HEADINGS: Headings = {
    "title": ("书名", "题名", "图书名称", "名称", "title"),
    "author": ("作者", "著者", "编著者", "责任者", "author"),
    "publisher": ("出版社", "出版者", "出版单位", "publisher"),
    "isbn": ("ISBN", "书号", "ISBN号", "国际标准书号"),
    "call_number": ("索书号", "编号", "图书编号", "登记号", "callnumber", "call number"),
    "category": ("类别", "分类", "图书类别", "category"),
    "copies": ("册数", "数量", "本数", "复本", "copies"),
    "recommended_by": ("推荐人", "recommendedby"),
    "keywords": ("关键词", "主题词", "keywords"),
}

NEEDED = ("title",)

PLAIN = ("author", "publisher", "call_number", "category")


def judge(place: Workplace, columns: Columns, progress: Progress = silent) -> Judgement:
    """The whole list judged."""
    return judged_all("books", columns, Rows(place).judge, progress)


Key = tuple[str, str]


class Rows:
    """Judges row by row; remembers which books were named before."""

    def __init__(self, place: Workplace) -> None:
        self._known = Known(place)
        self._books: dict[Key, list[View]] = {}
        for view in place.repository.find("book"):
            for key in keys(view.get("isbn"), view.get("call_number"), view.get("title"), view.get("author")):
                self._books.setdefault(key, []).append(view)
        self._named: dict[Key, int] = {}

    def judge(self, entry: Entry) -> Judged:
        """One row; raises NotSo."""
        said = checked(entry)
        title = " ".join(said.get("title", "").split()).removeprefix("《").removesuffix("》")
        if not title:
            raise NotSo("no_title")
        fields = self._fields(said, title)
        found = keys(fields.get("isbn"), fields.get("call_number"), title, fields.get("author"))
        strong = [key for key in found if key[0] != "title"] or found
        for key in strong:
            earlier = self._named.get(key)
            if earlier is not None:
                raise NotSo("twice", row=earlier)
        book = self._book(found, fields)
        if book is not None:
            # Two rows may name one book by different numbers.
            strong = [*strong, ("book", book.id)]
            earlier = self._named.get(strong[-1])
            if earlier is not None:
                raise NotSo("twice", row=earlier)
        self._named.update(dict.fromkeys(strong, entry.number))
        if book is None:
            return Judged(entry.number, "new", title, edits=(New(f"book {entry.number}", "book", fields),))
        if plain(str(book.get("title"))) != plain(title):
            raise NotSo("another_book", title=str(book.get("title")))
        different = {name: (book.get(name), value) for name, value in fields.items() if not _same(book, name, value)}
        notes = tuple(
            Reason("field", {"kind": "book", "field": name, "before": before, "after": after})
            for name, (before, after) in different.items()
        )
        edits = (Change(book.id, "book", different),) if different else ()
        return Judged(entry.number, "changed" if different else "same", title, None, notes, edits)

    def _book(self, found: list[Key], fields: dict[str, Any]) -> View | None:
        """The book meant; one of the same title and author with another number is another edition."""
        for key in found:
            known = self._books.get(key)
            if not known:
                continue
            # Parts of one work may share a number; the title tells which is meant.
            book = next(
                (each for each in known if plain(str(each.get("title"))) == plain(str(fields["title"]))), known[0]
            )
            if key[0] == "title" and any(
                book.get(name) and fields.get(name) and not _same(book, name, fields[name])
                for name in ("isbn", "call_number")
            ):
                continue
            return book
        return None

    def _fields(self, said: dict[str, str], title: str) -> dict[str, Any]:
        fields: dict[str, Any] = {"title": title, **{name: said[name] for name in PLAIN if said.get(name)}}
        if said.get("isbn"):
            fields["isbn"] = _isbn(said["isbn"])
        if said.get("copies"):
            fields["copies"] = reading.number(said["copies"], least=1)
        if said.get("recommended_by"):
            fields["recommended_by"] = self._known.person(said["recommended_by"]).id
        if said.get("keywords"):
            fields["keywords"] = sorted(set(re.split(r"[、，,；;\s]+", said["keywords"])) - {""})
        return reading.fitting(KINDS["book"], fields)


def keys(isbn: Any, call_number: Any, title: Any, author: Any) -> list[Key]:
    """By what a book is known, the surest first."""
    found = [("isbn", key)] if (key := isbn_key(str(isbn or ""))) else []
    if call_number:
        found.append(("call_number", plain(str(call_number))))
    return [*found, ("title", f"{plain(str(title or ''))}|{plain(str(author or ''))}")]


def _isbn(text: str) -> str:
    """A book number as it is written; one of ten or thirteen digits whose check digit is wrong was mistyped."""
    digits = re.sub(r"[^0-9Xx]", "", narrow(text))
    if isbn_key(text) is None or (len(digits) in (10, 13) and not is_isbn(text)):
        raise NotSo("no_isbn", text=text)
    return narrow(text)


def _same(book: View, name: str, value: Any) -> bool:
    held = book.get(name)
    if name == "isbn":
        return isbn_key(str(held or "")) == isbn_key(str(value))
    return bool(sorted(held or []) == value if name == "keywords" else held == value)
