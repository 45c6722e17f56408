"""The site's pages, a file a subject."""

from mineplan.web.pages import auditing, browsing, comparing, entering, querying, reviewing, running

BLUEPRINTS = (
    entering.blueprint,
    browsing.blueprint,
    reviewing.blueprint,
    running.blueprint,
    comparing.blueprint,
    querying.blueprint,
    auditing.blueprint,
)

__all__ = ["BLUEPRINTS"]
