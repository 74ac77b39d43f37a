"""Which fields of a kind a form asks for, before it is known who fills it in."""

from __future__ import annotations

from sync.records.kind import KindSpec

NOT_IN_FORMS = frozenset({"submission", "makeup_verified"})
"""Fields that have a command of their own and no place in a form."""


def form_names(spec: KindSpec, *, there: bool) -> list[str]:
    """In order; of a record that is `there` already without what was fixed when it was made."""
    return [
        name
        for name in spec.editable()
        if not spec.fields[name].by_program and name not in NOT_IN_FORMS and not (there and spec.fields[name].once)
    ]
