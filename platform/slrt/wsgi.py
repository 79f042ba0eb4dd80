"""What gunicorn serves. What the imports make stays: looking through it for garbage is a fifth of the start."""

import gc

gc.disable()

from slrt.app import create_app  # noqa: E402

app = create_app()
gc.freeze()  # loaded once, the workers share these pages
gc.enable()
