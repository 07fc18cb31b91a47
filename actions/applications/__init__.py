"""Applications of citizens: the registry port, its adapters, numbers and the glossary of states."""
