"""What can be done with a site."""
