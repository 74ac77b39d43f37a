"""The branch's shared copy: a small HTTP server over SQLite or PostgreSQL."""
