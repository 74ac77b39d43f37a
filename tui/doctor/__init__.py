"""What may be wrong with terminal, data folder and server, why it matters, and how to mend it."""
