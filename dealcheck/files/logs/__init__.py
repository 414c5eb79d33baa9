"""Logs of what happened to signed deals: files of JSON lines, and tables in SQLite with the same columns."""
