"""Load and endurance: turns over all channels while processes and the database are killed at random."""
