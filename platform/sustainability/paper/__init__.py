"""What the room prints: the exit plan and the minutes of meetings."""
