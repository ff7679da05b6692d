"""Exploring a target: sets that nobody wrote down, held against a model that is small enough to be seen to be right.

    strategies   values to send, and sequences of them
    model        what Shopify's reference says a set does, as a dict for each customer
    machine      hypothesis plays sets on a target and on the model, and compares after each

The model knows neither the domain nor the mock, so that it can judge them.
"""
