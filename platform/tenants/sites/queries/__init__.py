"""What the pages about sites show."""
