"""How long the laws are tried: the same examples in each run, without a clock."""

from hypothesis import settings

settings.register_profile("suite", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("suite")
