"""Questions a command asks: secrets typed unseen, and yes or no; without a terminal it says which variable or option does."""

from __future__ import annotations

import os
import sys

from sync.problems import InTheWay
from tui.commandline.output import say
from tui.i18n import t

PASSWORD = "XINDE_PASSWORD"  # the name of a variable, not a secret
NEW_PASSWORD = "XINDE_NEW_PASSWORD"  # nor is this


def secret(variable: str, prompt: str, *, twice: bool = False) -> str:
    """A secret from the environment, else typed unseen (twice, when it is a new one); raises InTheWay."""
    given = os.environ.get(variable)
    if given is None:
        if not sys.stdin.isatty():
            raise InTheWay("no_terminal", variable=variable)
        import getpass

        given = getpass.getpass(prompt)
        if twice and given and getpass.getpass(t("cli.again")) != given:
            raise InTheWay("passwords_differ")
    if not given:
        raise InTheWay(
            "empty_password" if variable in (PASSWORD, NEW_PASSWORD) else "empty_passphrase", variable=variable
        )
    return given


def confirmed(question: str) -> bool:
    """The answer to a question, typed or piped; raises InTheWay where there is none."""
    asked = sys.stdin.isatty()
    if asked:
        say(question, to=sys.stderr)
    answer = sys.stdin.readline()
    if not asked:
        if not answer:
            # Whoever reads the refusal as JSON finds nothing else there.
            raise InTheWay("needs_yes")
        say(question, to=sys.stderr)
    return answer.strip().lower() in ("y", "yes", "是", "好")
