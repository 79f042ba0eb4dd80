"""Cohorts of districts: who lives on after state support, who declines; named only where the district has agreed."""
