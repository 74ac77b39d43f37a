"""Documents out and old records in."""
