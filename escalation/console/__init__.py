"""The operators' console: a web page over the desk."""
