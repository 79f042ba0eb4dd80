"""Reading what is noted of an office's data, the records behind it, and how its figures lie among others."""
