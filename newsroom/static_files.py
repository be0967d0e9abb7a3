"""Names static files by their content, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    # Django can do this for every *.js; but then a comment in django-htmx's own files counts as an import, and fails.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "corrections/js/*.js",
            (
                (
                    r"""(?P<matched>(?P<words>\b(?:import|export)\s*(?:[^"'`;=()]*?\bfrom\s*|\(\s*)?)"""
                    r"""["'](?P<url>\.\.?/[^"']+)["'])""",
                    '%(words)s"%(url)s"',
                ),
            ),
        ),
    )
