"""The machinery of the safety tests: doors, canaries, twins, and what the code may look like."""
