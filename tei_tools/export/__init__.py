"""Converted documents in the forms that people go on working with: pages, Markdown, text, Word, tables."""
