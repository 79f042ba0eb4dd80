"""How far the service reaches: districts by stage and cohort, province by province, quarter by quarter."""
