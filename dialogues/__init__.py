"""What is said when: domain and rules as data, and the parts of Rasa's process that are ours."""
