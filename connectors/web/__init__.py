"""The web chat: an API, a stream that resumes by number, a widget of one script tag."""
