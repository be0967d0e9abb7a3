"""What every page knows of the newsroom, and how a language is set."""

import re
from dataclasses import dataclass

from django.conf import settings

_E_MAIL = re.compile(r"[^\s@?&#:/<>\"]+@[^\s@?&#:/<>\"]+")
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd ug ur yi".split())
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)


@dataclass(frozen=True, slots=True)
class House:
    """The newsroom's name, the address of its corrections policy, and where readers report errors.

    contact_href: empty where the contact is neither an e-mail address nor one of the web.
    """

    name: str
    policy_url: str
    contact: str

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
    return House(settings.NEWSROOM_NAME, settings.CORRECTIONS_POLICY_URL, settings.CORRECTIONS_CONTACT)


def in_templates(request) -> dict[str, House]:
    """The house for pages without a context of their own: sign-in and error pages."""
    return {"house": house()}


def direction(language: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def language_of(text: str, article_language: str) -> str:
    """The language to set a short text in where its script is not that of its article; else empty."""
    found = next((language for language, script in _SCRIPTS if script.search(text)), "")
    same = {found} | ({"zh"} if found == "ja" else set())
    return "" if article_language.split("-")[0].lower() in same else found
