"""The first page of the room: will the service live on?"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.actions.profile import put_profile
from sustainability.pages.blueprint import as_typed, sustainability, today_here
from sustainability.pages.outlook import how_long
from sustainability.pictures import cliff, funding_picture
from sustainability.queries.money import end_of_support, support_periods, years
from sustainability.queries.plan import plan
from sustainability.queries.profile import profile as kept_profile
from sustainability.queries.scores import newest, score_now
from sustainability.schemas import ProfileSchema
from tenants import access
from web.forms import Form, sent_version


@sustainability.get("/keberlanjutan")
@access.permits("sustain:read")
def overview() -> ResponseReturnValue:
    """Money with its cliff, the index with its gates."""
    periods, listed, today = support_periods(), years(), today_here()
    ends_on = end_of_support(periods)
    return render_template(
        "sustainability/overview.html",
        picture=funding_picture(listed, ends_on),
        cliff=cliff(listed, ends_on, today),
        has_plan=plan() is not None,
        score=score_now(today),
        last=newest(),
        ends_on=ends_on,
        profile=kept_profile(),
        lasting=how_long(today, listed, periods),
    )


@sustainability.route("/keberlanjutan/profil", methods=["GET", "POST"])
@access.permits("sustain:write")
def profile() -> ResponseReturnValue:
    """What must be known of the site to compare it with others."""
    kept = kept_profile()
    form = Form.blank(ProfileSchema(), as_typed(kept, ProfileSchema()) if kept else {})
    if request.method == "POST":
        form = Form.read(ProfileSchema())
        if form.valid and form.tries(lambda: put_profile(form.data, sent_version())):
            flash(_("Tersimpan."), "success")
            return redirect(url_for("sustainability.overview"), 303)
        kept = kept_profile()
    return render_template("sustainability/profile.html", form=form, version=kept.version if kept else 0), form.status
