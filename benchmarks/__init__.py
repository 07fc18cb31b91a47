"""How fast, how heavy and how enduring: measured against a stock Rasa project on the same machine."""
