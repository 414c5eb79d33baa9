"""Drafts in parts: alternatives of fields, articles with options, provisions that depend on others."""
