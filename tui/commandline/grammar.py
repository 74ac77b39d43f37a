"""The commands and their arguments; every text is looked up when the parser is made, so help speaks the reader's language."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from sync.records.attempts import BASES
from tui.commandline.export_arguments import export_arguments
from tui.commandline.handlers import HANDLERS
from tui.commandline.import_arguments import clean_arguments, import_arguments
from tui.commandline.parsers import Layout, Needed, Parser
from tui.i18n import t


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The whole grammar, or as much of it as one command needs: argparse takes 70 ms to build all of it."""
    top = Parser(
        prog="xinde", description=t("cli.description"), epilog=t("cli.epilog"), add_help=False, formatter_class=Layout
    )
    _help(top)
    top.add_argument("--version", action="store_true", help=t("cli.arg.version"))
    commands = top.add_subparsers(
        dest="command", metavar=t("cli.metavar.command"), parser_class=Parser, title=t("cli.commands"), action=Needed
    )
    assert isinstance(commands, Needed)
    commands.only = only
    _account(commands)
    _records(commands)
    _rules(commands)
    export_arguments(_add(commands, "export", help_text=t("cli.help.export_documents")))
    _reading(commands)
    _disputes(commands)
    _vault(commands)
    import_arguments(_add(commands, "import", help_text=t("cli.help.import_files")))
    clean_arguments(_add(commands, "clean"))
    _keys(commands)
    _copies(commands)
    _device(commands)
    return top


if TYPE_CHECKING:
    # The only name argparse has for it.
    Commands = argparse._SubParsersAction[Any]


def _add(commands: Commands, name: str, handler: str = "", help_text: str = "") -> Parser:
    help_text = help_text or t(f"cli.help.{name}")
    found: Parser = commands.add_parser(
        name,
        help=help_text,
        description=help_text,
        epilog=_examples(handler or name),
        add_help=False,
        formatter_class=Layout,
    )
    _help(found)
    found.add_argument("--json", action="store_true", help=t("cli.arg.json"))
    found.add_argument("--plain", action="store_true", help=t("cli.arg.plain"))
    found.set_defaults(handler=handler or name)
    return found


WITH_PARTS = ("vault", "private", "branch", "keymap")
"""Commands whose examples are those of their parts."""


def _examples(command: str) -> str:
    """How the command is written, in examples; of one of several parts those of its parts."""
    names = [name for name in HANDLERS if name.startswith(f"{command} ")] if command in WITH_PARTS else [command]
    return "\n".join([t("cli.examples"), *(f"  {line}" for n in names for line in t(f"cli.example.{n}").split("\n"))])


def _help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help=t("cli.arg.help"))
    parser._positionals.title, parser._optionals.title = t("cli.arguments"), t("cli.options")


def _account(commands: Commands) -> None:
    join = _add(commands, "join")
    join.add_argument("invite", metavar="INVITE")
    join.add_argument("--login", required=True, metavar="LOGIN")
    join.add_argument("--name", metavar="NAME", help=t("cli.arg.name"))
    login = _add(commands, "login")
    login.add_argument("url", metavar="URL|CARD", help=t("cli.arg.server"))
    login.add_argument("--login", required=True, metavar="LOGIN")
    move = _add(commands, "move")
    move.add_argument("url", metavar="URL|CARD", help=t("cli.arg.server"))
    for each in (join, login, move):
        each.add_argument("--insecure", action="store_true", help=t("cli.arg.insecure"))
    _add(commands, "logout")
    _add(commands, "password")
    sync = _add(commands, "sync")
    sync.add_argument("--quiet", action="store_true", help=t("cli.arg.quiet"))
    sync.add_argument("--let-go", action="store_true", help=t("cli.arg.let_go"))
    _add(commands, "status")


def _records(commands: Commands) -> None:
    listing = _add(commands, "list")
    listing.add_argument("kind", metavar="KIND")
    listing.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE", help=t("cli.arg.where"))
    listing.add_argument("--deleted", action="store_true", help=t("cli.arg.deleted"))
    _add(commands, "show").add_argument("id", metavar="ID")
    _add(commands, "today")
    _add(commands, "people").add_argument("member", nargs="?", metavar="MEMBER", help=t("cli.arg.person"))
    plan = _add(commands, "plan")
    plan.add_argument("year", nargs="?", type=int, metavar="YEAR", help=t("cli.arg.year"))
    plan.add_argument("--actual", action="store_true", help=t("cli.arg.actual"))
    _add(commands, "session").add_argument("id", metavar="SESSION")
    for name in ("reading", "assessments"):
        _add(commands, name).add_argument("year", nargs="?", type=int, metavar="YEAR", help=t("cli.arg.year"))
    _add(commands, "notice").add_argument("id", metavar="SESSION")
    _add(commands, "minutes").add_argument("id", metavar="SESSION")
    assessment = _add(commands, "assessment")
    assessment.add_argument("member", metavar="MEMBER")
    assessment.add_argument("year", metavar="YEAR", type=int)
    _add(commands, "improvements").add_argument("--due", action="store_true", help=t("cli.arg.improvements_due"))
    versions = _add(commands, "versions")
    versions.add_argument("id", metavar="PLAN", help=t("cli.arg.plan"))
    versions.add_argument("number", nargs="?", metavar="N", help=t("cli.arg.version_number"))
    gaps = _add(commands, "gaps")
    gaps.add_argument("--year", type=int, metavar="YEAR", help=t("cli.arg.gaps_year"))
    gaps.add_argument("--mine", action="store_true", help=t("cli.arg.mine"))
    new = _add(commands, "new")
    new.add_argument("kind", metavar="KIND")
    edit = _add(commands, "edit")
    edit.add_argument("id", metavar="ID")
    for each in (new, edit):
        each.add_argument("given", nargs="*" if each is new else "+", metavar="FIELD=VALUE", help=t("cli.arg.given"))
    _add(commands, "delete").add_argument("id", metavar="ID")
    _add(commands, "restore").add_argument("id", metavar="ID")
    for name in ("submit", "publish"):
        shown = _add(commands, name)
        shown.add_argument("id", metavar="ID")
        shown.add_argument("--yes", action="store_true", help=t("cli.arg.yes"))
    _add(commands, "notes").add_argument("words", nargs="+", metavar="WORD", help=t("cli.arg.notes_words"))
    jot = _add(commands, "jot")
    jot.add_argument("words", nargs="*", metavar="WORD", help=t("cli.arg.jot_words"))
    jot.add_argument("--editor", action="store_true", help=t("cli.arg.jot_editor"))
    jot.add_argument("--session", action="store_true", help=t("cli.arg.jot_session"))
    find = _add(commands, "find")
    find.add_argument("words", nargs="+", metavar="WORD", help=t("cli.arg.find_words"))
    find.add_argument("--limit", type=int, default=50, metavar="N", help=t("cli.arg.find_limit"))
    sign = _add(commands, "sign")
    sign.add_argument("id", metavar="SESSION")
    sign.add_argument("--yes", action="store_true", help=t("cli.arg.yes"))
    state = _add(commands, "state")
    state.add_argument("id", metavar="ID")
    state.add_argument("to", metavar="NEWSTATE")
    state.add_argument("--reason", metavar="TEXT", help=t("cli.arg.reason"))
    for each in (new, state, sign):
        each.add_argument("--for", dest="for_", metavar="MEMBER", help=t("cli.arg.for"))
        each.add_argument("--basis", choices=BASES, help=t("cli.arg.basis"))
        each.add_argument("--reference", metavar="TEXT", help=t("cli.arg.reference"))


def _rules(commands: Commands) -> None:
    year = _add(commands, "year")
    year.add_argument("year", nargs="?", type=int, metavar="YEAR", help=t("cli.arg.year"))
    year.add_argument("--figure", metavar="NAME", help=t("cli.arg.figure"))
    year.add_argument("--member", metavar="MEMBER", help=t("cli.arg.year_member"))
    year.add_argument("--bars", action="store_true", help=t("cli.arg.year_bars"))
    rules = _add(commands, "rules")
    rules.add_argument("--pack", metavar="NAME", help=t("cli.arg.rules_pack"))
    rules.add_argument("--set", action="append", default=[], metavar="RULE.VALUE=…", help=t("cli.arg.rules_set"))
    rules.add_argument("--reset", action="append", default=[], metavar="RULE", help=t("cli.arg.rules_reset"))
    rules.add_argument("--yes", action="store_true", help=t("cli.arg.rules_yes"))


def _reading(commands: Commands) -> None:
    _add(commands, "books").add_argument("words", nargs="*", metavar="WORD", help=t("cli.arg.books_words"))
    loans = _add(commands, "loans")
    for name in ("--mine", "--overdue", "--all"):
        loans.add_argument(name, action="store_true", help=t(f"cli.arg.loans_{name.strip('-')}"))
    lend = _add(commands, "lend")
    lend.add_argument("code", metavar="CODE", help=t("cli.arg.code"))
    lend.add_argument("member", metavar="MEMBER", help=t("cli.arg.borrower"))
    lend.add_argument("--because", metavar="TEXT", help=t("cli.arg.because"))
    back = _add(commands, "back")
    back.add_argument("code", metavar="CODE|LOAN", help=t("cli.arg.code"))
    back.add_argument("member", nargs="?", metavar="MEMBER", help=t("cli.arg.borrower"))
    _add(commands, "renew").add_argument("code", metavar="LOAN|CODE", help=t("cli.arg.code"))
    study = _add(commands, "study")
    study.add_argument("line", nargs="?", metavar="LINE", help=t("cli.arg.study_line"))
    study.add_argument("--member", metavar="MEMBER", help=t("cli.arg.study_member"))
    study.add_argument("--confirm", nargs=2, metavar=("MEMBER", "MONTH"), help=t("cli.arg.study_confirm"))
    study.add_argument(
        "--except", dest="except_", action="append", default=[], metavar="ID", help=t("cli.arg.study_except")
    )
    study.add_argument("--reason", metavar="TEXT", help=t("cli.arg.study_reason"))


def _disputes(commands: Commands) -> None:
    _add(commands, "conflicts")
    resolve = _add(commands, "resolve")
    resolve.add_argument("id", metavar="ID")
    resolve.add_argument("--keep", required=True, metavar="current|mine|FILE", help=t("cli.arg.keep"))
    parked = _add(commands, "parked")
    parked.add_argument("id", nargs="?", metavar="ID")
    how = parked.add_mutually_exclusive_group()
    for name in ("--retry", "--as-new", "--discard"):
        how.add_argument(name, action="store_true", help=t(f"cli.arg.{name.strip('-').replace('-', '_')}"))
    _add(commands, "history").add_argument("id", metavar="ID")
    _add(commands, "trash")
    why = _add(commands, "why")
    why.add_argument("id", metavar="ID")
    why.add_argument("field", metavar="FIELD")


def _vault(commands: Commands) -> None:
    vault = _add(commands, "vault")
    inner = vault.add_subparsers(
        dest="what", required=True, metavar="status|on|off|passphrase|recover", parser_class=Parser
    )
    _add_to(inner, "status")
    on = _add_to(inner, "on")
    on.add_argument("--new", action="store_true", help=t("cli.arg.vault_new"))
    on.add_argument("--yes", action="store_true", help=t("cli.arg.vault_yes"))
    _add_to(inner, "off")
    for each in (_add_to(inner, "passphrase"), _add_to(inner, "recover")):
        each.add_argument("--new-code", action="store_true", help=t("cli.arg.vault_code"))


def _add_to(inner: Commands, name: str) -> Parser:
    return _add(inner, name, f"vault {name}", t(f"cli.help.vault.{name}"))


def _keys(commands: Commands) -> None:
    _add(commands, "keys").add_argument("scope", nargs="?", metavar="SCOPE", help=t("cli.arg.keys_scope"))
    keymap = _add(commands, "keymap")
    inner = keymap.add_subparsers(dest="what", required=True, metavar="path|check|init", parser_class=Parser)
    for name in ("path", "check", "init"):
        _add(inner, name, f"keymap {name}", t(f"cli.help.keymap {name}"))


def _copies(commands: Commands) -> None:
    private = _add(commands, "private")
    inner = private.add_subparsers(dest="what", required=True, metavar="export|import", parser_class=Parser)
    export = _add(inner, "export", "private export")
    export.add_argument("file", metavar="FILE")
    export.add_argument("--force", action="store_true", help=t("cli.arg.force"))
    _add(inner, "import", "private import").add_argument("file", metavar="FILE")
    branch = _add(commands, "branch")
    inner = branch.add_subparsers(dest="what", required=True, metavar="export|import|schema", parser_class=Parser)
    for name in ("export", "import"):
        whole = _add(inner, name, f"branch {name}", t(f"cli.help.branch {name}"))
        whole.add_argument("file", metavar="FILE", help=t("cli.arg.branch_file"))
        if name == "export":
            whole.add_argument("--force", action="store_true", help=t("cli.arg.force"))
    _add(inner, "schema", "branch schema", t("cli.help.branch schema"))
    _add(commands, "recover").add_argument("to", metavar="FOLDER")
    timer = _add(commands, "timer")
    timer.add_argument("what", choices=("install", "remove", "status"), metavar="install|remove|status")
    timer.add_argument("--every", type=int, default=15, metavar="MINUTES", help=t("cli.arg.every"))
    timer.add_argument("--print", action="store_true", help=t("cli.arg.timer_print"))
    _add(commands, "completion").add_argument("shell", choices=("bash", "zsh", "fish"), metavar="bash|zsh|fish")
    load = _add(commands, "load")
    load.add_argument("what", choices=["source-year"], metavar="source-year")
    demo = _add(commands, "demo")
    demo.add_argument("--no-app", action="store_true", help=t("cli.arg.no_app"))
    demo.add_argument("--keep", action="store_true", help=t("cli.arg.keep_demo"))


def _device(commands: Commands) -> None:
    _add(commands, "doctor")
    settings = _add(commands, "settings")
    settings.add_argument("given", nargs="*", metavar="NAME=VALUE", help=t("cli.arg.settings"))


def parse(argv: list[str]) -> argparse.Namespace:
    """The command line understood; raises Usage, or SystemExit(0) after printing help."""
    named = next((word for word in argv if not word.startswith("-")), None)
    known = {command.partition(" ")[0] for command in HANDLERS}
    return parser(named if named in known else None).parse_args(argv)
