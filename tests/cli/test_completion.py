"""Tab in a shell: what is proposed, and that bash, zsh and fish take it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.device import Device
from tui.commandline.handlers import HANDLERS


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A branch of its own with a session, a person, a book and a note."""
    home = tmp_path / "home"
    with open_workplace(home) as place:
        place.start_alone("测试支部")
        place.desk.create("member", {"name": "王五"})
        place.desk.create("session", {"form": "exchange", "title": "公文写作交流"})
        place.desk.create("book", {"title": "公文写作", "call_number": "D035-12"})
        place.desk.create("note", {"body": "只给自己看"})
    return Device(home)


def words(device: Device, *typed: str) -> list[str]:
    """The words proposed in place of the last one typed."""
    return [line.partition("\t")[0] for line in device.ok("complete", "--", *typed).splitlines()]


def test_commands_kinds_fields_values_names_and_options_are_proposed(device: Device) -> None:
    assert set(words(device, "")) == {name.partition(" ")[0] for name in HANDLERS}
    assert words(device, "mi") == ["minutes"]
    assert "session" in words(device, "list", "s")
    assert "form=" in words(device, "new", "session", "f")
    assert "form=exchange" in words(device, "new", "session", "form=")
    assert "form=exchange" in words(device, "new", "session", "form", "=", "ex"), "as bash divides it"
    assert words(device, "lend", "") == ["D035-12"]
    assert words(device, "lend", "D035-12", "") == ["王五"]
    assert words(device, "year", "--member", "") == ["王五"]
    assert words(device, "study", "--confirm", "") == ["王五"]
    assert words(device, "vault", "") == ["status", "on", "off", "passphrase", "recover"]
    assert "--new" in words(device, "vault", "on", "--")
    assert words(device, "private", "export", "") == [":files"]
    assert words(device, "resolve", "ID", "--keep", "m") == ["mine", ":files"]
    assert words(device, "completion", "") == ["bash", "zsh", "fish"]
    assert "--json" not in words(device, "gaps", "--json", "--")
    assert words(device, "no-such-command", "x") == []


def test_records_are_proposed_newest_first_and_private_ones_by_their_kind_alone(device: Device) -> None:
    [session] = device.ok("complete", "--", "session", "").splitlines()
    rid = session.partition("\t")[0]
    assert session.endswith("\t学习活动 公文写作交流")
    assert "running" in words(device, "state", rid, "")
    assert "place=" in words(device, "edit", rid, "pl")
    everything = device.ok("complete", "--", "show", "")
    assert "公文写作" in everything
    assert "只给自己看" not in everything
    assert words(device, "show", "zz") == []


def test_what_only_the_committee_reads_is_private_too(device: Device) -> None:
    with open_workplace(device.home) as place:
        place.desk.create("session", {"form": "committee_meeting", "title": "研究处分"})
    everything = device.ok("complete", "--", "session", "")
    assert len(everything.splitlines()) == 2
    assert "研究处分" not in everything


def test_nothing_is_said_where_nothing_can_be_read(tmp_path: Path) -> None:
    assert Device(tmp_path / "none").ok("complete", "--", "show", "") == ""
    cache = tmp_path / "bad" / "cache"
    cache.mkdir(parents=True)
    (cache / "snap-1").write_text("damage\n")
    ran = Device(tmp_path / "bad").run("complete", "--", "show", "")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def in_shell(tmp_path: Path, device: Device, shell: str, *flags: str, text: str) -> list[str]:
    """The lines a real shell prints, with `xinde` on its path."""
    program = tmp_path / "bin" / "xinde"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m tui.cli "$@"\n')
    program.chmod(0o755)
    environ = {
        **device.environ,
        "PATH": f"{program.parent}:/usr/bin:/bin",
        "PYTHONPATH": str(Path.cwd()),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    ran = subprocess.run(
        [path, *flags, "-c", text], env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_bash_completes(tmp_path: Path, device: Device) -> None:
    (tmp_path / "a file.txt").touch()
    lines = in_shell(
        tmp_path,
        device,
        "bash",
        "--norc",
        text="""
compopt() { :; }  # outside of a completion bash has none
eval "$(xinde completion bash)"
complete -p xinde
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _xinde; printf '%s|' "${COMPREPLY[@]}"; echo; }
ask xinde comp
ask xinde new session form = ex
ask xinde private export 'a fi'
""",
    )
    assert lines[0] == "complete -F _xinde xinde"
    assert lines[1] == "completion|"
    assert lines[2] == "exchange|"
    assert lines[3] == "a file.txt|"


def test_fish_completes(tmp_path: Path, device: Device) -> None:
    lines = in_shell(
        tmp_path,
        device,
        "fish",
        "--no-config",
        text='xinde completion fish | source; complete -C "xinde comp"; complete -C "xinde new session form=ex"',
    )
    assert [line.partition("\t")[0] for line in lines] == ["completion", "form=exchange"]


def test_zsh_completes(tmp_path: Path, device: Device) -> None:
    lines = in_shell(
        tmp_path,
        device,
        "zsh",
        "-f",
        text="""
autoload -Uz compinit; compinit -D -u
source <(xinde completion zsh)
print -r -- $_comps[xinde]
compadd() { print -rl -- $words_found }
words=(xinde comp); CURRENT=2; _xinde
words=(xinde new session form=ex); CURRENT=4; _xinde
""",
    )
    assert lines == ["_xinde", "completion", "form=exchange"]
