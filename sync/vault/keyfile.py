"""The vault's key on this device: a file beside the token, for this user's eyes only, so that sync runs unattended."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sync.secret_file import read_secret, write_secret

KEY = "vault.key"  # the name of a file, not a secret


class HeldKey(msgspec.Struct, kw_only=True, frozen=True):
    """The key of a vault with the newest ring seen, by which the screen's lock knows the passphrase; `rev` is that ring's."""

    vault: str
    key: bytes
    ring: str
    rev: int


def read_key(folder: Path | None) -> HeldKey | None:
    """The key in this folder; None when the vault is off here, or the file cannot be read as one."""
    text = read_secret(folder / KEY) if folder is not None else None
    try:
        return msgspec.json.decode(text, type=HeldKey) if text is not None else None
    except msgspec.DecodeError:
        return None


def write_key(folder: Path, held: HeldKey | None) -> None:
    """Keep the key (mode 0600), or remove it; raises OSError."""
    if held is None:
        (folder / KEY).unlink(missing_ok=True)
    else:
        write_secret(folder / KEY, msgspec.json.encode(held).decode())


def has_key(folder: Path | None) -> bool:
    """True when the vault is on here; cheap enough for a heading."""
    return folder is not None and (folder / KEY).exists()
