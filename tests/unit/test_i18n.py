"""The catalogs are complete, agree with each other and with the code, and speak the reader's language."""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from sync.records.registry import KINDS
from tui import i18n
from tui.command_table import is_known
from tui.everyday_words import NAMED_OTHERWISE
from tui.i18n import template
from tui.i18n.compile import compile_all, compiled
from tui.labels import field_label, kind_label, role_label

COMPOSED = ("command.", "field.", "kind.", "language.", "state.")
"""Beginnings of ids that are put together from a name; `t(f"…")` calls found in the code add theirs."""


@cache
def trees() -> dict[Path, ast.Module]:
    """The app's modules, parsed; not at import, which every worker of the tests would pay (1.5 s)."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(i18n.FOLDER.parent.rglob("*.py"))}


def catalog(language: str) -> dict[str, str]:
    """The messages of a catalog by id, read from its text."""
    entries = read_po(io.StringIO((i18n.FOLDER / f"{language}.po").read_text("utf-8")), abort_invalid=True)
    messages: dict[str, str] = {}
    for entry in entries:
        if entry.id:
            assert isinstance(entry.id, str), f"{language}.po: {entry.id} has a plural form, which `t` cannot choose"
            assert isinstance(entry.string, str)
            assert not entry.fuzzy, f"{language}.po: {entry.id} is fuzzy, so it would not be compiled"
            messages[entry.id] = entry.string
    return messages


def places(message: str) -> set[str]:
    """The names a message wants values for, and the commands whose keys it names."""
    parsed = [(name, spec) for _, name, spec, _ in Formatter().parse(message) if name is not None]
    return {f"key of {spec.strip('^*')}" if name == "key" and spec else name for name, spec in parsed}


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of `t` in the app that has an id."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                called = node.func
                name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                if name == "t":
                    yield path, node


def literal(node: ast.AST) -> str | None:
    """The text of a string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogs of the test's own, the process's catalogs forgotten before and after."""
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    i18n._catalog.cache_clear()
    yield tmp_path
    i18n._catalog.cache_clear()


def write(folder: Path, **messages: str) -> None:
    """Put a Chinese catalog of these messages into the folder."""
    entries = "".join(f'msgid "{msgid}"\nmsgstr "{text}"\n\n' for msgid, text in messages.items())
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "zh.po").write_text(header + entries, "utf-8")


def test_there_are_the_two_languages_chinese_first() -> None:
    assert i18n.available() == ("zh", "en")


def test_both_catalogs_have_the_same_ids() -> None:
    assert catalog("zh").keys() == catalog("en").keys()


@pytest.mark.parametrize("language", i18n.available())
def test_no_translation_is_empty(language: str) -> None:
    assert [msgid for msgid, message in catalog(language).items() if not message.strip()] == []


def test_both_catalogs_want_the_same_values() -> None:
    zh, en = catalog("zh"), catalog("en")
    assert [msgid for msgid in zh.keys() & en.keys() if places(zh[msgid]) != places(en[msgid])] == []


KEY = re.compile(r"(?<![A-Za-z0-9_{:+-])(F\d{1,2}|\^[A-Z]|Ctrl\+[A-Z]|Del)(?![A-Za-z0-9_])")
"""A key of a command as a text may name it."""

SAYS_KEYS = ("keymap.", "keys.sheet", "cli.")
"""Beginnings of texts that are about keys as such, or for a shell."""


@pytest.mark.parametrize("language", i18n.available())
def test_a_text_names_a_key_by_its_command_since_a_person_may_have_another(language: str) -> None:
    named = {
        msgid: found
        for msgid, message in catalog(language).items()
        if not msgid.startswith(SAYS_KEYS) and (found := KEY.findall(message))
    }
    assert named == {}, "write {key:app.note} for F4"
    commands = {
        place.removeprefix("key of ")
        for message in catalog(language).values()
        for place in places(message)
        if place.startswith("key of ")
    }
    assert [each for each in commands if not is_known(each)] == []


def test_every_id_in_the_code_is_in_the_catalogs() -> None:
    known = catalog("zh").keys()
    unknown = [
        f"{path.name}:{call.lineno}: {msgid}"
        for path, call in calls()
        if (msgid := literal(call.args[0])) is not None and msgid not in known
    ]
    assert unknown == []


def test_every_call_gives_the_values_its_message_wants() -> None:
    messages = catalog("zh")
    wrong = [
        f"{path.name}:{call.lineno}: {msgid} lacks {', '.join(sorted(missing))}"
        for path, call in calls()
        if (msgid := literal(call.args[0])) in messages
        and all(keyword.arg for keyword in call.keywords)  # **values are known only at run time
        and (
            missing := {name for name in places(messages[msgid]) if " " not in name}
            - {keyword.arg for keyword in call.keywords if keyword.arg}
        )
    ]
    assert wrong == []


def test_every_command_with_words_of_everyday_has_them_and_no_other() -> None:
    held = {msgid.split(".words")[0] for msgid in catalog("zh") if re.fullmatch(r"command\..+\.words", msgid)}
    assert held == {f"command.{each}" for each in NAMED_OTHERWISE}


def test_every_id_in_the_catalogs_is_used() -> None:
    prefixes = set(COMPOSED)
    for _, call in calls():
        if isinstance(call.args[0], ast.JoinedStr) and (start := literal(call.args[0].values[0])) is not None:
            prefixes.add(start)
    written = {text for tree in trees().values() for node in ast.walk(tree) if (text := literal(node)) is not None}
    assert [m for m in catalog("zh") if m not in written and not m.startswith(tuple(prefixes))] == []


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "zh"),
        ({"LC_ALL": "C"}, "zh"),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en"}, "en"),
        ({"LC_MESSAGES": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "en_US"}, "en"),
        ({"LANG": "zh_TW@big5"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "zh"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr:en"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "en_US:en"}, "zh"),
        ({"LANG": "english"}, "zh"),
    ],
)
def test_the_language_follows_the_locale_chinese_first(environ: dict[str, str], expected: str) -> None:
    assert i18n.detect(environ) == expected


def test_the_language_changes_while_running(folder: Path) -> None:
    write(folder, hello="你好，{name}")
    (folder / "en.po").write_text('msgid "hello"\nmsgstr "Hello, {name}"\n', "utf-8")
    assert i18n.t("hello", name="李") == "你好，李"
    i18n.set_language("en")
    assert i18n.language() == "en"
    assert i18n.t("hello", name="李") == "Hello, 李"


def test_a_value_is_put_in_as_it_is(folder: Path) -> None:
    write(folder, hello="你好，{name}")
    assert i18n.t("hello", name="{name} [/] %s") == "你好，{name} [/] %s"


def test_a_language_without_a_catalog_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'fr'.*zh, en"):
        i18n.set_language("fr")
    assert i18n.language() == "zh"


def test_an_unknown_id_is_shown_in_use_and_raised_in_tests() -> None:
    with pytest.raises(KeyError, match=r"no\.such\.id"):
        i18n.t("no.such.id")
    i18n.set_strict(False)
    assert i18n.t("no.such.id") == "no.such.id"


@pytest.mark.parametrize("compiled_first", [False, True])
def test_messages_are_the_same_with_and_without_a_compiled_catalog(folder: Path, compiled_first: bool) -> None:
    write(folder, hello="你好")
    if compiled_first:
        assert compile_all(folder) == [folder / "zh.mo"]
    assert i18n.t("hello") == "你好"
    assert {path.name for path in folder.iterdir()} == ({"zh.po", "zh.mo"} if compiled_first else {"zh.po"})


def test_an_outdated_compiled_catalog_is_not_used(folder: Path) -> None:
    write(folder, hello="旧")
    compile_all(folder)
    write(folder, hello="新")
    assert i18n.t("hello") == "新"


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"zh\.po: given twice: a\.b"):
        compiled(b'msgid "a.b"\nmsgstr "1"\n\nmsgid "a.b"\nmsgstr "2"\n', "zh")


@pytest.mark.parametrize("line", ['msgid "a.b', 'mgid "a.b"', 'msgid "a"b"', "a.b", 'msgctxt "x"'])
def test_a_broken_catalog_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"zh\.po: not a line of a catalog: .*" + re.escape(line)):
        compiled(f'{line}\nmsgstr "1"\n'.encode(), "zh")


def test_quotation_marks_and_long_texts_are_kept(folder: Path) -> None:
    (folder / "zh.po").write_text('msgid "a.b"\nmsgstr ""\n"说“好”，\\"是\\"\\n"\n"第二行"\n', "utf-8")
    assert i18n.t("a.b") == '说“好”，"是"\n第二行'


def test_importing_the_catalogs_loads_neither_babel_nor_a_catalog() -> None:
    program = "import sys, tui.i18n as i; print('babel' in sys.modules, i._catalog.cache_info().currsize)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "0"]


def test_a_compiled_catalog_is_read_without_babel(folder: Path) -> None:
    write(folder, hello="你好")
    compile_all(folder)
    program = (
        "import sys, pathlib, tui.i18n as i; i.FOLDER = pathlib.Path(sys.argv[1]); "
        "print(i.t('hello') == '\\u4f60\\u597d', 'babel' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["True", "False"]


@pytest.mark.parametrize(
    ("n", "words"), [(1, "1 self-study entry"), (2, "2 self-study entries"), (0, "0 self-study entries")]
)
def test_english_has_a_word_for_one_and_a_word_for_several(n: int, words: str) -> None:
    i18n.set_language("en")
    assert i18n.t("home.study_to_confirm", n=n, who="Chen Jing", month="2026-11").startswith(f"{words} to confirm")


def test_every_word_that_goes_with_a_number_has_two_forms() -> None:
    """A number itself may say how many digits it has."""
    specs = [
        (msgid, spec)
        for language in i18n.available()
        for msgid, message in catalog(language).items()
        for _, name, spec, _ in Formatter().parse(message)
        if name is not None and spec and name != "key" and not re.fullmatch(r"[^|{}]+\|[^|{}]+|0\d", spec)
    ]
    assert specs == []


# a third language: one file


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the folder of catalogs, with an empty catalog `xx` written as a translator gets it."""
    for name in i18n.COMPLETE:
        shutil.copy(i18n.FOLDER / f"{name}.po", tmp_path)
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    i18n._catalog.cache_clear()
    path, count, filled = template.write("xx", tmp_path)
    assert (count, filled) == (len(template.catalog_of("xx")), 0)
    yield path
    i18n._catalog.cache_clear()


def fill(path: Path, **texts: str) -> None:
    """What a translator does: the text behind an id; its dots are underlined here."""
    held = path.read_text("utf-8")
    for name, text in texts.items():
        entry = f'msgid "{name.replace("__", ".")}"\nmsgstr "'
        assert held.count(entry + '"') == 1
        held = held.replace(entry, entry + text)
    path.write_text(held, "utf-8")
    i18n._catalog.cache_clear()


def test_a_third_language_is_one_file_and_what_it_leaves_out_is_english(third: Path) -> None:
    fill(third, language__xx="Xish", app__alone="hoc machina", kind__session="sessio", role__clerk="scriba")
    fill(third, home__title="Domus {nmae}")
    assert i18n.available() == ("zh", "en", "xx")
    assert i18n.detect({"LANG": "xx_XX.UTF-8"}) == "xx"
    assert [i18n.name_of(name) for name in i18n.available()] == ["中文", "English", "Xish"]
    i18n.set_language("xx")
    assert i18n.t("app.alone") == "hoc machina"
    assert i18n.t("app.name") == "Xinde", "left empty"
    assert i18n.t("home.title") == "Home", "a place nobody has a value for"
    assert kind_label(KINDS["session"]) == "sessio"
    assert kind_label(KINDS["book"]) == "book"
    assert role_label("clerk") == "scriba"
    assert field_label(KINDS["session"], "place") == "place"


def test_what_neither_it_nor_english_says_is_said_in_chinese(folder: Path) -> None:
    write(folder, only="只有中文")
    for name in ("en", "xx"):
        (folder / f"{name}.po").write_text('msgid "a"\nmsgstr "b"\n', "utf-8")
        i18n.set_language(name)
        assert i18n.t("only") == "只有中文"


def test_a_catalog_written_again_keeps_what_was_filled_and_tells_wrong_places(
    third: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(third, app__alone="hoc", home__title='\\"Domus\\"\\n{nmae}')
    third.write_text(third.read_text("utf-8") + '\nmsgid "gone.long.ago"\nmsgstr "x"\n', "utf-8")
    assert template.main(["xx"]) == 0
    held = template.catalog_of("xx")
    assert (held["app.alone"], held["home.title"]) == ("hoc", '"Domus"\n{nmae}')
    assert "gone.long.ago" not in held
    said = capsys.readouterr()
    assert "2 of" in said.out
    assert said.err.startswith("home.title:")
    assert "hoc" in compiled(third.read_bytes(), "xx").decode("utf-8", "replace")


@pytest.mark.parametrize("words", [[], ["zh"], ["en"], ["../x"], ["xx", "yy"]])
def test_only_a_language_that_is_not_complete_yet_gets_a_catalog(words: list[str]) -> None:
    assert template.main(words) == 2


def test_a_country_has_its_own_catalog_before_that_of_its_language(folder: Path) -> None:
    write(folder, a="b")
    for name in ("pt", "pt_BR"):
        (folder / f"{name}.po").write_text('msgid "a"\nmsgstr "b"\n', "utf-8")
    assert i18n.detect({"LANG": "pt_BR.UTF-8"}) == "pt_BR"
    assert i18n.detect({"LANG": "pt_PT.UTF-8"}) == "pt"
