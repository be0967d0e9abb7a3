"""The addresses that search engines ask for."""

from django.http import Http404, HttpRequest, HttpResponse

from corrections.exports.sitemap import robots, sitemap, sitemap_file
from corrections.views import readers
from corrections.views.site import origin, page_number


@readers.of_lists(lambda request: None if "page" in request.GET else "sitemap")
def site_map(request: HttpRequest) -> HttpResponse:
    page = request.GET.get("page")
    written = sitemap(origin(request)) if page is None else sitemap_file(page_number(page), origin(request))
    if written is None:
        raise Http404
    return HttpResponse(written.encode(), content_type="application/xml")


@readers.of_lists(lambda request: None)
def robots_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(robots(origin(request)), content_type="text/plain; charset=utf-8")
