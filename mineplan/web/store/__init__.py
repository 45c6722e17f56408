"""What the site keeps in `.mineplan/site.sqlite`: users, sessions, audit, tasks, questions."""

from mineplan.web.store.audit import ACTIONS, Audit, Entry
from mineplan.web.store.database import connected, create, written
from mineplan.web.store.questions import Question, Questions
from mineplan.web.store.sessions import Session, Sessions
from mineplan.web.store.users import LEAST_PASSWORD, ROLES, User, Users

__all__ = [
    "ACTIONS",
    "LEAST_PASSWORD",
    "ROLES",
    "Audit",
    "Entry",
    "Question",
    "Questions",
    "Session",
    "Sessions",
    "User",
    "Users",
    "connected",
    "create",
    "written",
]
