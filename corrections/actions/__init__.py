"""Writing: one story a file, each in one transaction; what cannot be done is a Refusal, a sentence for a person."""

from corrections.text import Refusal

__all__ = ["Refusal"]
