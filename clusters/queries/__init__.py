"""What the pages of a cluster read, a module for each of its tasks."""
