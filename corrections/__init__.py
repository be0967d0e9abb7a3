"""Corrigenda, the corrections desk: what is kept about articles and their notes, and how it is read and written."""
