"""Where the cases of all offices below a reader stand."""
