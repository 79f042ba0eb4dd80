"""What is done in the practice room: with the room itself, and in tasks."""
