"""The index: what it is now and what it was made from, every score that was stored, and its rules, open to all."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability import figures
from sustainability.actions.scores import store_score
from sustainability.index import VERSIONS
from sustainability.pages.blueprint import cursor, sustainability, today_here
from sustainability.queries import scores as queries
from tenants import access


@sustainability.context_processor
def _how_figures_are_said() -> dict[str, object]:
    return {"said": figures.said, "opens": figures.opens, "points": figures.points}


@sustainability.get("/keberlanjutan/indeks")
@access.permits("sustain:read")
def index() -> ResponseReturnValue:
    """Now, figure by figure, and how it has moved."""
    page = queries.scores_page(cursor())
    return render_template(
        "sustainability/index.html",
        score=queries.score_now(today_here()),
        today=today_here(),
        page=page,
        levels={level.slug: level for each in VERSIONS.values() for level in each.levels},
        next_url=url_for("sustainability.index", sesudah=page.next) if page.next else "",
    )


@sustainability.post("/keberlanjutan/indeks")
@access.permits("sustain:write")
def store() -> ResponseReturnValue:
    """Keep today's score with everything it was made from."""
    row = store_score()
    flash(_("Nilai tersimpan bersama bukti dan versi bobotnya."), "success")
    return redirect(url_for("sustainability.stored", score_id=row.id), 303)


@sustainability.get("/keberlanjutan/indeks/<int:score_id>")
@access.permits("sustain:read")
def stored(score_id: int) -> ResponseReturnValue:
    """A stored score, recomputed from its frozen inputs by its own version."""
    found = queries.archived(score_id)
    return render_template("sustainability/stored.html", found=found, score=found.again)


@sustainability.get("/indeks-kemandirian")
@sustainability.get("/indeks-kemandirian/<version>")
@access.public
def rules(version: str = "") -> ResponseReturnValue:
    """Dimensions, weights, gates and levels of a version."""
    definition = VERSIONS.get(version or list(VERSIONS)[-1])
    if definition is None:
        abort(404)
    return render_template("sustainability/rules.html", definition=definition, versions=list(VERSIONS.values()))
