"""Loads the profiles where these tests are run by themselves."""

from tests.text import profiles as profiles
