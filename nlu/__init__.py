"""All that knows Russian: text, entities, encoder, classifier, and Rasa components over them."""
