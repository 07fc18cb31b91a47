"""From a platform's update to a turn, and from a message to a delivery."""
