"""What may follow on a command line, for the shells: commands, options, kinds, ids, names, states; read without the folder's lock."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from sync.cache.errors import CacheError
from sync.cache.view import View
from sync.clock import today
from sync.records.kind import KindSpec
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.commandline.output import say
from tui.commandline.reading import read_folder
from tui.labels import choice_label, kind_label, title_of
from tui.projecting import is_private

FILES = ":files"
"""In place of words: here the shell completes names of files itself."""

MOST = 60
"""Records proposed at a time, the newest first: more than that nobody picks from."""

OF_FILES = ("FILE", "FOLDER", "PATH")
OF_RECORDS = {"SESSION": "session", "PLAN": "plan"}
"""What stands for an id -> the kind of record; any other ID may be of any kind."""

YEARS_BACK = 3


class Word(msgspec.Struct, frozen=True):
    """One word that may stand here; `about` says what it is where a shell shows that."""

    text: str
    about: str = ""


def complete(words: list[str], folder: Path) -> int:
    """Print what may stand in place of the last of `words` (those after `xinde`), one a line, a tab before what it is."""
    try:
        found = list(proposals(_joined(words) or [""], folder))
    except CacheError:
        # A shell asks at every key; what is wrong with the folder is said by the command itself.
        found = []
    for each in found:
        say_word(each)
    return 0


def say_word(word: Word) -> None:
    """A word, and after a tab what it is."""
    about = " ".join(word.about.split())
    # `say` would make a space of the tab.
    print(f"{word.text}\t{about}" if about else word.text)


def _joined(words: list[str]) -> list[str]:
    """bash hands `field=value` over as three words, and `--option=` too; they are one."""
    found: list[str] = []
    glue = False
    for word in words:
        if found and (word == "=" or glue):
            found[-1] += word
            glue = word == "="
        else:
            found.append(word)
    return found


def proposals(words: list[str], folder: Path) -> Iterator[Word]:
    """The words that begin as the last one does."""
    from tui.commandline.grammar import parser
    from tui.commandline.handlers import HANDLERS

    *before, part = words
    if not before:
        names = dict.fromkeys(name.partition(" ")[0] for name in HANDLERS)
        helps = {action.dest: action.help or "" for action in _commands(parser())}
        yield from _fitting(part, (Word(name, helps.get(name, "")) for name in names))
        return
    here: argparse.ArgumentParser = parser(before[0])
    place = _Place(here)
    for word in before:
        place.take(word)
    with read_folder(folder) as open_folder:
        yield from _fitting(part, place.words(part, open_folder))


def _commands(top: argparse.ArgumentParser) -> list[argparse.Action]:
    inner = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    return list(inner._get_subactions())


def _fitting(part: str, words: Iterable[Word]) -> Iterator[Word]:
    yield from (word for word in words if word.text.startswith(part) or word.text == FILES)


class _Place:
    """Where on a command line one stands, after the words taken."""

    def __init__(self, here: argparse.ArgumentParser) -> None:
        self._here = here
        self._open: argparse.Action | None = None
        self._wants = 0
        self._taken: list[str] = []
        self._given: set[str] = set()

    def take(self, word: str) -> None:
        """Go on behind a word."""
        if self._wants:
            self._wants -= 1
            return
        if word.startswith("-") and len(word) > 1:
            name = word.partition("=")[0]
            action = self._here._option_string_actions.get(name)
            self._given.add(name)
            if action is not None and "=" not in word and action.nargs != 0:
                self._open, self._wants = action, action.nargs if isinstance(action.nargs, int) else 1
            return
        inner = self._inner()
        if inner is not None and word in inner.choices:
            self._here, self._taken, self._given = inner.choices[word], [], set()
        else:
            self._taken.append(word)

    def _inner(self) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
        found = [each for each in self._here._actions if isinstance(each, argparse._SubParsersAction)]
        return found[0] if found else None

    def words(self, part: str, place: Workplace) -> Iterator[Word]:
        """Everything that may stand here."""
        if self._wants and self._open is not None:
            yield from self._of(self._open, part, place, at=_nargs(self._open) - self._wants)
            return
        if part.startswith("-"):
            for action in self._here._actions:
                if not self._given & set(action.option_strings):
                    yield from (
                        Word(name, action.help or "") for name in action.option_strings if name.startswith("--")
                    )
            return
        inner = self._inner()
        if inner is not None:
            yield from (Word(action.dest, action.help or "") for action in inner._get_subactions())
            return
        positional = [each for each in self._here._actions if not each.option_strings]
        for at, action in enumerate(positional):
            if action.nargs in ("*", "+") or at == len(self._taken):
                yield from self._of(action, part, place)
                return

    def _of(self, action: argparse.Action, part: str, place: Workplace, at: int = 0) -> Iterator[Word]:
        """The words of one argument, by what stands for it in the help."""
        metavar = action.metavar[at] if isinstance(action.metavar, tuple) else str(action.metavar or "")
        if action.choices is not None:
            yield from (Word(str(each)) for each in action.choices)
        elif metavar in OF_FILES:
            yield Word(FILES)
        elif metavar == "KIND":
            yield from (Word(spec.name, kind_label(spec)) for spec in KINDS)
        elif metavar in ("LOAN|CODE", "CODE|LOAN"):
            yield from _call_numbers(place)
            yield from _records(place, "loan")
        elif metavar in ("ID", *OF_RECORDS):
            yield from _records(place, OF_RECORDS.get(metavar))
        elif metavar == "MEMBER":
            yield from (Word(str(view.get("name"))) for view in place.repository.find("member"))
        elif metavar == "YEAR":
            year = int(today(place.clock)[:4])
            yield from (Word(str(each)) for each in range(year, year - YEARS_BACK, -1))
        elif metavar == "CODE":
            yield from _call_numbers(place)
        elif metavar == "FIELD=VALUE":
            yield from self._assignments(part, place)
        elif metavar == "FIELD":
            spec = self._spec(place)
            yield from (Word(name) for name in (spec.fields if spec is not None else ()))
        elif metavar == "NEWSTATE":
            spec, view = self._spec(place), self._view(place)
            yield from (Word(each) for each in (spec.next_states(view.state) if spec and view else ()))
        elif "FILE" in metavar:
            yield from (Word(each) for each in metavar.split("|") if each.islower())
            yield Word(FILES)

    def _view(self, place: Workplace) -> View | None:
        return place.repository.get(self._taken[0]) if self._taken else None

    def _spec(self, place: Workplace) -> KindSpec | None:
        view = self._view(place)
        return KINDS.get(view.kind if view is not None else self._taken[0] if self._taken else "")

    def _assignments(self, part: str, place: Workplace) -> Iterator[Word]:
        spec = self._spec(place)
        name, sign, _ = part.partition("=")
        if spec is None:
            return
        if not sign:
            yield from (Word(f"{each}=") for each in spec.editable())
        elif name in spec.fields:
            declared = spec.fields[name]
            if declared.target == "member":
                yield from (Word(f"{name}={view.get('name')}") for view in place.repository.find("member"))
            yield from (Word(f"{name}={value}", choice_label(spec, name, value)) for value, _ in declared.choices)


def _nargs(action: argparse.Action) -> int:
    return action.nargs if isinstance(action.nargs, int) else 1


def _call_numbers(place: Workplace) -> Iterator[Word]:
    books = place.repository.find("book")
    yield from (Word(str(view.get("call_number")), title_of(place, view)) for view in books if view.get("call_number"))


def _records(place: Workplace, kind: str | None) -> Iterator[Word]:
    """Ids, the newest first. What is private is told by its kind alone: a shell shows what it proposes to whoever looks on."""
    views = [view for spec in KINDS if kind in (None, spec.name) for view in place.repository.find(spec.name)]
    views.sort(key=lambda view: view.id, reverse=True)
    for view in views[:MOST]:
        spec = KINDS[view.kind]
        private = not spec.shared or is_private(view)
        yield Word(view.id, kind_label(spec) if private else f"{kind_label(spec)} {title_of(place, view)}")


# the shells


def completion(args: argparse.Namespace, folder: Path) -> int:
    """`completion bash|zsh|fish`: what the shell is to read once at its start."""
    say(*SCRIPTS[args.shell].strip("\n").split("\n"))
    return 0


SCRIPTS = {
    "bash": r"""
# xinde completion bash > ~/.local/share/bash-completion/completions/xinde
_xinde() {
    local current="${COMP_WORDS[COMP_CWORD]}" word about
    COMPREPLY=()
    while IFS=$'\t' read -r word about; do
        if [[ "$word" == ":files" ]]; then
            compopt -o filenames
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
            continue
        fi
        # What stands before = is a word of its own to bash.
        if [[ "$word" == *=* && "${COMP_WORDS[COMP_CWORD-1]}" == "=" || "$current" == "=" ]]; then word="${word#*=}"; fi
        [[ "$word" == *= ]] && compopt -o nospace
        COMPREPLY+=("$(printf '%q' "$word")")
    done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _xinde xinde
""",
    "zsh": r"""
#compdef xinde
# xinde completion zsh > a folder of $fpath, as _xinde
_xinde() {
    local line word about
    local -a words_found about_found
    while IFS= read -r line; do
        word="${line%%$'\t'*}"
        about="${line#*$'\t'}"
        if [[ "$word" == ":files" ]]; then
            _files
        else
            words_found+=("$word")
            about_found+=("$word  $about")
        fi
    done < <(${words[1]} complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
    (( ${#words_found} )) && compadd -l -d about_found -a words_found
}
if [[ "$funcstack[1]" == "_xinde" ]]; then _xinde "$@"; else compdef _xinde xinde; fi
""",
    "fish": r"""
# xinde completion fish > ~/.config/fish/completions/xinde.fish
function __xinde_complete
    set -l said (commandline -opc) (commandline -ct)
    for line in (command xinde complete -- $said[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c xinde -f -a '(__xinde_complete)'
""",
}
