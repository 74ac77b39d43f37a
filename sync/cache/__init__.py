"""The records of one account on this device: TinyDB on a journal that does not lose data."""
