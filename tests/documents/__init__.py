"""What the documents say, held against the records they are made from."""
