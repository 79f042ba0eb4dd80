"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from sustainability.pages import assessment, index, measured, money, naming, overview, province, records
from sustainability.pages.blueprint import sustainability

__all__ = ["assessment", "index", "measured", "money", "naming", "overview", "province", "records", "sustainability"]
