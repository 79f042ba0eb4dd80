"""Nothing is shown untranslated: every message of every room has its English, with the same placeholders."""

from babel.messages import Catalog

from web import translate
from web.catalogues import catalogues, read


def test_every_message_has_an_english_translation() -> None:
    assert [path.parts[-3] for path in catalogues()] == ["en"]
    assert translate.faults() == []


def test_messages_are_found_in_code_and_templates() -> None:
    found: Catalog = translate.extract()
    assert found.get("Langsung ke isi")
    assert found.get("Belum diisi")
    assert len(found) > 150


def test_no_translation_is_left_over() -> None:
    wanted = {message.id for message in translate.extract()}
    left = [message.id for path in catalogues() for message in read(path) if message.id not in wanted]
    assert left == [], "run: python -m web.translate update"
