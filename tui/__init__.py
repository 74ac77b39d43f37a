"""What staff see: the screens, the command line, and what is counted from the records."""

__version__ = "0.1.0"
