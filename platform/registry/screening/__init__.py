"""Screening: which programmes a person's data point to. An indication, never a decision.

language.py (text to tree) > fields.py, checking.py (does it make sense) > evaluate.py (one person), sql.py (the whole
registry), words.py (for people). Page and bulk follow the same tree, so they cannot disagree.
"""
