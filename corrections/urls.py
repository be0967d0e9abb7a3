"""The addresses of the desk and of the readers' pages. They name things; no verbs."""

from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from corrections.views import crawlers, desk, feeds, history, notes, places, presence, public, review, search
from corrections.views.sign_in import SignIn


class SlugConverter(StringConverter):
    """A slug in any script, as `Article.slug` allows, and no longer: a stranger's is looked up in the cache, too."""

    regex = r"[\w-]{1,200}"


register_converter(SlugConverter, "article")

urlpatterns = [
    path("", public.home, name="home"),
    path("articles/<article:slug>/", public.article, name="article"),
    path("articles/<article:slug>.md", public.article_markdown, name="article-markdown"),
    path("articles/<article:slug>.critic.md", public.article_critic_markup, name="article-criticmarkup"),
    path("articles/<article:slug>.receipt.json", public.article_receipt, name="article-receipt"),
    path("articles/<article:slug>/annotations.jsonld", public.article_annotations, name="article-annotations"),
    path("articles/<article:slug>/feed.atom", feeds.article_atom, name="article-feed-atom"),
    path("articles/<article:slug>/feed.json", feeds.article_json, name="article-feed-json"),
    path("articles/<article:slug>/revisions/<int:number>/", public.revision, name="revision"),
    path("corrections/", public.log, name="log"),
    path("corrections/figures/", public.figures, name="figures"),
    path("corrections/feed.atom", feeds.atom, name="feed-atom"),
    path("corrections/feed.json", feeds.json, name="feed-json"),
    path("sitemap.xml", crawlers.site_map, name="sitemap"),
    path("robots.txt", crawlers.robots_txt, name="robots"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new-article/", desk.new_article, name="desk-import"),
    path("desk/search/", search.search, name="desk-search"),
    path("desk/articles/<article:slug>/", desk.desk_article, name="desk-article"),
    path("desk/articles/<article:slug>/history/", history.history, name="desk-history"),
    path("desk/articles/<article:slug>/notes/new/", notes.new_note, name="desk-note-new"),
    path("desk/articles/<article:slug>/notes/seen/", notes.note_seen, name="desk-note-seen"),
    path("desk/articles/<article:slug>/others/", search.others, name="desk-others"),
    path("desk/articles/<article:slug>/presence/", presence.presence, name="desk-presence"),
    path("desk/articles/<article:slug>/places/", places.places, name="desk-places"),
    path("desk/articles/<article:slug>/publication/", desk.publication, name="desk-publication"),
    path("desk/articles/<article:slug>/public-page/", desk.public_page, name="desk-public-page"),
    path("desk/articles/<article:slug>/corrected.md", desk.markdown, name="desk-markdown"),
    path("desk/articles/<article:slug>/receipt.json", desk.receipt, name="desk-receipt"),
    path("desk/articles/<article:slug>/critic.md", desk.critic, name="desk-criticmarkup"),
    path("desk/articles/<article:slug>/erratum.md", desk.erratum, name="desk-erratum"),
    path("desk/notes/<int:pk>/", notes.note, name="desk-note"),
    path("desk/notes/<int:pk>/deletion/", notes.deletion, name="desk-note-deletion"),
    path("desk/notes/<int:pk>/amendment/", notes.amendment, name="desk-note-amendment"),
    path("desk/notes/<int:pk>/submission/", review.note_submission, name="desk-note-submission"),
    path("desk/notes/<int:pk>/return/", review.note_return, name="desk-note-return"),
    path("desk/articles/<article:slug>/submission/", review.submission, name="desk-submission"),
    path("desk/review/", review.review, name="desk-review"),
    path("desk/review/publication/", review.publication, name="desk-review-publication"),
    path("desk/spans/<int:pk>/place/", notes.span_place, name="desk-span-place"),
]
