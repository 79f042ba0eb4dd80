"""How far the service reaches: districts by stage and cohort, and which offices' figures want a second look."""
