"""What the command lines in tools/ call, ready to be called from Python too."""
