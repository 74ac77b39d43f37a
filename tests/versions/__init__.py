"""What versions owe each other (PROTOCOL.md section 15)."""
