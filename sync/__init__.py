"""What is recorded, and how copies become one."""
