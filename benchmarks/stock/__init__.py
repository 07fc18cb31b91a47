"""A stock Rasa project that does equal work: Rasa's default pipeline, its REST channel, its SQL tracker store."""
