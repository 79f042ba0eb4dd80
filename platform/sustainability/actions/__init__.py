"""What the room writes down."""
