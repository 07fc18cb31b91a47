"""VK: messages of a community, by Bots Long Poll or the Callback API."""
