"""What is asked about the practice room: how it stands, and what a trainee has before them."""
