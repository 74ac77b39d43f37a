"""What this device looks like: signs, theme, colours; chosen here, kept for this device alone."""

from __future__ import annotations

import os
from collections.abc import Iterable

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui import appearance
from tui.appearance import CHOICES, Appearance, Widths, appearance_path
from tui.beginning import Look, signs
from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.probe import terminal_name
from tui.screens.pick import Choice, PickDialog


class SettingsPage(Page):
    """One line a setting; Enter chooses, and what is chosen is seen at once where it can be."""

    SCOPE = "settings"
    BINDINGS = bindings("settings")
    title_id = "settings.title"

    def body(self) -> Iterable[Widget]:
        """The settings, and below them how this terminal answered."""
        yield OptionList(id="settings-list", markup=False)
        yield VerticalScroll(Static(id="settings-about"), classes="detail", can_focus=False)

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one(OptionList).focus()

    def fill(self) -> None:
        """What is chosen, and what the environment says in its place."""
        kept, forced = appearance.read(appearance_path()), appearance.from_environment(os.environ)
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        names = [t(f"settings.{name}") for name in CHOICES]
        values = [t(f"settings.{name}.{kept.chosen(name)}") for name in CHOICES]
        for name, label, said_value in zip(CHOICES, _even(names), _even(values), strict=True):
            value = kept.chosen(name)
            line = Content(f"  {label}  {said_value}")
            if name in forced:
                variable, value = forced[name]
                said = t("settings.forced", name=t(f"settings.{name}"), variable=variable, value=value)
                line += Content.styled(f"  ({said})", "dim")
            else:
                line += Content.styled(f"  {t(f'settings.{name}.{value}.help')}", "dim")
            listed.add_option(Option(line, id=name))
        listed.highlighted = at
        told = kept.terminals.get(terminal_name(os.environ), Widths())
        widths = {"signs": told.signs, "chinese": told.chinese}
        answer = t("settings.answered", **widths) if told.chinese else t("settings.not_answered")
        about = [
            Content(t("settings.how")),
            Content(""),
            *(Content.styled(each, "dim") for each in (answer, t("settings.about"))),
        ]
        self.query_one("#settings-about", Static).update(Content("\n").join(about))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter chooses."""
        event.stop()
        self.do_choose()

    def do_choose(self) -> None:
        """Choose another value of the setting under the cursor."""
        listed = self.query_one(OptionList)
        name = listed.get_option_at_index(listed.highlighted or 0).id or ""
        kept = appearance.read(appearance_path())
        choices = [
            Choice(value, t(f"settings.{name}.{value}"), t(f"settings.{name}.{value}.help")) for value in CHOICES[name]
        ]

        def chosen(answer: list[str] | None) -> None:
            if answer:
                self._keep(appearance.read(appearance_path()).with_choice(name, answer[0]), name)

        self.app.push_screen(PickDialog(t(f"settings.{name}"), choices, chosen=[kept.chosen(name)]), chosen)

    def _keep(self, kept: Appearance, name: str) -> None:
        try:
            appearance.write(appearance_path(), kept)
        except OSError as error:
            self.xinde.say(t("settings.not_kept", cause=error.strerror or type(error).__name__), warning=True)
            said = ""
        else:
            words = {"name": t(f"settings.{name}"), "value": t(f"settings.{name}.{kept.chosen(name)}")}
            said = t("settings.next_start" if name == "colours" else "settings.kept", **words)
        wanted = appearance.in_force(kept, os.environ)
        widths = kept.terminals.get(terminal_name(os.environ), Widths())
        self.xinde.wear(Look(signs(wanted, widths, os.environ), wanted.theme))
        self.refresh_all()
        if said:
            self.xinde.say(said)

    def do_doctor(self) -> None:
        """Look at terminal, folder and server."""
        from tui.doctor_flow import open_doctor

        open_doctor(self.xinde)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)


def _even(words: list[str]) -> list[str]:
    """Words of a column, each as wide as the widest."""
    wide = max(map(cell_len, words))
    return [word + " " * (wide - cell_len(word)) for word in words]
