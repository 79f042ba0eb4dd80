"""No door without a word about who may open it."""

from tenants.access import declared


def test_every_route_declares_who_may(app):
    mute = {
        f"{rule.endpoint} ({method} {rule.rule})"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"OPTIONS", "HEAD"}
        if declared(app, rule.endpoint, method) is None
    }
    assert not mute, "say @access.permits, @access.signed_in or @access.public: " + ", ".join(sorted(mute))
