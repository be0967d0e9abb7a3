"""Settings for the benchmark of readers' pages: as for the public, with a bare view beside the product's own."""

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench._bare"
STATIC_ROOT = f"{environment.text('BENCH_FOLDER')}/static"  # noqa: F405
