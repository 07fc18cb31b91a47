"""Telegram: messages of a bot's private chats, by polling or a webhook."""
