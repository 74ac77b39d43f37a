"""Documents: their content, and the way to the file on disk."""
