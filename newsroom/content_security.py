"""Tells browsers to run and to load nothing but this site's own files, and pictures over HTTPS."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' https: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def content_security_policy(get_response):
    """Middleware that adds the policy to every response."""

    def respond(request):
        response = get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return respond
