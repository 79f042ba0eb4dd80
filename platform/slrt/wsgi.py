"""What gunicorn serves."""

from slrt.app import create_app

app = create_app()
