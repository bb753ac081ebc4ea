"""What lets poseur run on the packages and weights it did not make itself."""
