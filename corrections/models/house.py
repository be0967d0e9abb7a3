"""How this newsroom writes, as the settings say."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.conf import settings

from corrections.text import HouseStyle


def house_style() -> HouseStyle:
    """The style of everything that readers see."""
    return HouseStyle(settings.HOUSE_STYLE, settings.LANGUAGE_CODE, settings.DATE_STYLE, ZoneInfo(settings.TIME_ZONE))


def erratum_style() -> HouseStyle:
    """The style of what stands in the newsroom's own files, which may be in another language."""
    return replace(house_style(), language=settings.ERRATUM_LANGUAGE)
