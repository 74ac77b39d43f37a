"""Documents out of the records, and old records in: Word, Excel and calendar files, the inspection pack, imports."""
