"""Writing: one story a file, each in one transaction."""
