"""The parts of Rasa's process that are ours: turn channel, tracker store, action client, retrieval."""
