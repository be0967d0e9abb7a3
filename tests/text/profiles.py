"""How long the laws are tried, wherever one of them is imported: the same examples in each run, without a clock."""

from hypothesis import Phase, settings

settings.register_profile("suite", deadline=None, max_examples=60, derandomize=True)
# For `make mutants`, which runs these tests some thousand times, and needs no smallest example.
settings.register_profile(
    "mutants", settings.get_profile("suite"), max_examples=6, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("suite")
