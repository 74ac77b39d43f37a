"""Old records in: a roster, a list of books, past sessions from a spreadsheet; and text from the net made clean."""
