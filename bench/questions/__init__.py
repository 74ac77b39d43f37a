"""One file a question; each has TITLE and `measure(asked, found)`."""
