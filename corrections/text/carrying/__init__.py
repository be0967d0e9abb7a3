"""Carry places of one text to the next: the library's room that aligns two texts. Other rooms import from here only."""

from .carry import Carried, Carrier, Certainty, carry

__all__ = ["Carried", "Carrier", "Certainty", "carry"]
