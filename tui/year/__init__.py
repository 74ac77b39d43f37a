"""What is counted: pure functions over records."""
