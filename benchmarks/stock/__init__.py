"""A stock Rasa project that does equal work: default pipeline, REST channel, SQL tracker store."""
