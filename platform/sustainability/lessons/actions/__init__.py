"""What is written down about lessons, and who has said so."""
