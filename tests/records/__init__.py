"""The records held against the normative files."""
