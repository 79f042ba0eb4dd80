"""What is in force, who set it, and whom a site asks."""

from settings.queries.agencies import agency, all_agencies, services_of
from settings.queries.history import (
    Version,
    history,
    level,
    newest_version,
    planned,
    recent_changes,
    sites_with_their_own,
)
from settings.queries.in_force import (
    CaseTypeKey,
    case_types_by_sector,
    case_types_offered,
    forget_everything,
    forget_looked_up,
    init_app,
    remember_version,
    rules,
    rules_at,
    rules_without_own,
    version_of,
    words_of_case,
    words_of_cases,
)

__all__ = [
    "CaseTypeKey",
    "Version",
    "agency",
    "all_agencies",
    "case_types_by_sector",
    "case_types_offered",
    "forget_everything",
    "forget_looked_up",
    "history",
    "init_app",
    "level",
    "newest_version",
    "planned",
    "recent_changes",
    "remember_version",
    "rules",
    "rules_at",
    "rules_without_own",
    "services_of",
    "sites_with_their_own",
    "version_of",
    "words_of_case",
    "words_of_cases",
]
