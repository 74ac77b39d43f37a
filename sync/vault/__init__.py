"""The vault: drafts and notes on all of a member's devices, as values that only those devices can read."""
