"""What the doors about sites share."""

from flask import Blueprint

sites = Blueprint("sites", __name__, template_folder="../templates")
