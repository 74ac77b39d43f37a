"""Drafts and notes never reach the server in any form; after submitting, exactly the submitted text is there."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.branch import Branch

NOTE = "紫藤花架下的私人笔记"
DRAFT = "蓝鲸一般的草稿心事"
LEFT_OUT = "写了又删的半句"


def everything(folder: Path) -> Iterator[bytes]:
    """Every file of the server, as it is and with whatever in it is compressed opened, and every database cell."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield content
            yield from _opened(content)
            if path.suffix == ".db":
                yield from _cells(path)


def _opened(content: bytes) -> Iterator[bytes]:
    for magic, unpack in ((b"\x1f\x8b", gzip.decompress), (b"\x78", zlib.decompress)):
        at = content.find(magic)
        while at >= 0:
            try:
                yield unpack(content[at:])
            except (OSError, EOFError, zlib.error):
                pass
            at = content.find(magic, at + 1)


def _cells(path: Path) -> Iterator[bytes]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for row in database.execute(f'select * from "{table}"'):
                for cell in row:
                    content = cell if isinstance(cell, bytes) else str(cell).encode()
                    yield content
                    yield from _opened(content)


def forms(text: str) -> list[bytes]:
    """A text as written, escaped for JSON, and in other encodings a file might hold it in."""
    escaped = text.encode("unicode_escape")
    return [text.encode(), escaped, escaped.upper().replace(b"\\U", b"\\u"), text.encode("utf-16-le"), text.encode("gb18030")]


def found(folder: Path, text: str) -> bool:
    """True when the text is anywhere in the folder in any form."""
    wanted = forms(text)
    return any(form in content for content in everything(folder) for form in wanted)


def test_nothing_private_is_at_the_server_and_just_the_submitted_text_is(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        author = branch.device(tmp_path / "author", branch.invite("张三"), "zhangsan")
        clerk = branch.device(tmp_path / "clerk", branch.first_invite, "clerk", "王五")
        colleague = branch.device(tmp_path / "colleague", branch.invite("李四"), "lisi")
        author.ok("new", "note", f"title={NOTE}标题", f"body={NOTE}。第二行。")
        draft = author.ok("new", "reflection", "title=读书心得", f"body={DRAFT}。{LEFT_OUT}。")
        author.ok("sync")
        for text in (NOTE, DRAFT, LEFT_OUT):
            assert not found(tmp_path / "server", text)
        assert not found(branch.folder / "server", "读书心得")

        submitted = f"{DRAFT}。这是要交的话。"
        author.ok("edit", draft, f"body={submitted}")
        author.ok("submit", draft, "--yes")
        author.ok("sync")
        clerk.ok("sync")
        colleague.ok("sync")
        [seen] = clerk.json("list", "submission")
        assert seen["fields"]["body"] == submitted
        assert seen["fields"]["title"] == "读书心得"
        assert colleague.json("list", "submission") == [], "only the author and those in charge read it"
        assert found(tmp_path / "server", submitted)
        for text in (NOTE, LEFT_OUT):
            assert not found(tmp_path / "server", text)
        log = branch.log.read_bytes()
        for text in (NOTE, DRAFT, LEFT_OUT, "张三", "zhangsan"):
            assert not any(form in log for form in forms(text))
