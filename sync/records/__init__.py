"""What is recorded: kinds, fields, states, and who may do what; the normative source is `kinds.toml`."""
