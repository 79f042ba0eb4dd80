"""Reading notes, what is published, and meetings."""
