"""What every page knows of the newsroom, and how a language is set."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

_E_MAIL = re.compile(r"[^\s@?&#:/<>\"]+@[^\s@?&#:/<>\"]+")
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd ug ur yi".split())
_SPELLED = {2: str.upper, 4: str.title}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)


@dataclass(frozen=True, slots=True)
class House:
    """The newsroom's name, the address of its corrections policy, where readers report errors, and the language that
    its pages speak, by its tag (BCP 47), with the way that this is written.

    contact_href: empty where the contact is neither an e-mail address nor one of the web.
    """

    name: str
    policy_url: str
    contact: str
    language: str = "en"
    direction: str = "ltr"

    @property
    def contact_href(self) -> str:
        if _E_MAIL.fullmatch(self.contact):
            return f"mailto:{self.contact}"
        return self.contact if self.contact.startswith(("https://", "http://")) else ""

    @property
    def contact_is_page(self) -> bool:
        return bool(self.contact_href) and not self.contact_href.startswith("mailto:")


def house() -> House:
    """The house as the settings describe it."""
    language = tag(get_language() or settings.LANGUAGE_CODE)
    return House(
        settings.NEWSROOM_NAME,
        settings.CORRECTIONS_POLICY_URL,
        settings.CORRECTIONS_CONTACT,
        language,
        direction(language),
    )


def in_templates(request: HttpRequest) -> dict[str, House]:
    """The house for pages without a context of their own: sign-in and error pages."""
    return {"house": house()}


def tag(language: str) -> str:
    """A language's tag as it is spelled (RFC 5646, section 2.1.1): zh-Hans, en-GB."""
    first, *rest = language.split("-")
    return "-".join([first.lower(), *(_SPELLED.get(len(part), str.lower)(part) for part in rest)])


def direction(language: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def language_of(text: str, article_language: str) -> str:
    """The language to set a short text in where its script is not that of its article; else empty."""
    found = next((language for language, script in _SCRIPTS if script.search(text)), "")
    same = {found} | ({"zh"} if found == "ja" else set())
    return "" if article_language.split("-")[0].lower() in same else found


def language_of_wording(text: str) -> str:
    """The language to set a wording in where its script is not that of the house's pages; else empty. Of Latin letters
    no more than the script is known (RFC 5646: und-Latn)."""
    house_language = get_language() or settings.LANGUAGE_CODE
    found = language_of(text, house_language)
    is_latin = not any(script.search(text) for _, script in _SCRIPTS) and re.search(r"[^\W\d_]", text)
    return "und-Latn" if is_latin and house_language.split("-")[0] in dict(_SCRIPTS) else found
