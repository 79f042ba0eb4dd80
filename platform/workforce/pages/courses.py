"""What is taught: the national modules, own ones, materials."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation import storage
from foundation.errors import Refused
from tenants import access
from web.downloads import file_answer
from web.forms import Form
from workforce.actions import training as actions
from workforce.courses import PASS_MARK
from workforce.pages.blueprint import workforce
from workforce.pages.training import show
from workforce.queries import courses as queries
from workforce.schemas import CourseSchema, MaterialSchema


@workforce.get("/pelatihan/modul")
@access.permits("training:manage")
def courses() -> ResponseReturnValue:
    """All that can be taught."""
    return show("courses.html", courses=queries.courses_here())


@workforce.route("/pelatihan/modul/baru", methods=["GET", "POST"])
@access.permits("training:manage")
def add_course() -> ResponseReturnValue:
    """A course of one's own, with its test."""
    form = Form.blank(CourseSchema())
    if request.method == "POST":
        form = Form.read(CourseSchema())
        if form.valid:
            slug = actions.add_course(form.data)
            flash(_("Modul ditambahkan."), "success")
            return redirect(url_for("workforce.course", slug=slug), 303)
    return show("course_add.html", form=form), form.status


@workforce.route("/pelatihan/modul/<slug>", methods=["GET", "POST"])
@access.permits("training:manage")
def course(slug: str) -> ResponseReturnValue:
    """What it teaches and asks; files to read for it."""
    form = Form.blank(MaterialSchema())
    if request.method == "POST":
        form = Form.read(MaterialSchema())
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            form.errors.setdefault("file", []).append(_("Pilih berkasnya dulu."))
            form.status = 422
        if form.valid and sent is not None:
            try:
                actions.add_material(slug, form.data["title"], sent.read())
                flash(_("Bahan ditambahkan."), "success")
                return redirect(url_for("workforce.course", slug=slug), 303)
            except Refused as refusal:
                if refusal.field != "file":
                    raise
                form.errors["file"] = [str(refusal.message)]
                form.status = 422
    found, materials = queries.course_here(slug)
    return show("course.html", course=found, materials=materials, form=form, pass_mark=PASS_MARK), form.status


@workforce.post("/pelatihan/modul/<slug>/tutup")
@access.permits("training:manage")
def close_course(slug: str) -> ResponseReturnValue:
    """Offered no longer."""
    actions.close_course(slug)
    flash(_("Modul tidak lagi ditawarkan."), "success")
    return redirect(url_for("workforce.courses"), 303)


@workforce.get("/pelatihan/bahan/<int:material_id>")
@access.permits("training:join")
def material(material_id: int) -> ResponseReturnValue:
    """A file to read."""
    file_id, media_type, title = queries.material_file(material_id)
    return file_answer(storage.content_of(file_id), media_type, title)


@workforce.post("/pelatihan/bahan/<int:material_id>/hapus")
@access.permits("training:manage")
def remove_material(material_id: int) -> ResponseReturnValue:
    """Its bytes are erased."""
    actions.remove_material(material_id)
    flash(_("Bahan dihapus."), "success")
    return redirect(url_for("workforce.courses"), 303)
