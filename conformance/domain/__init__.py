"""Customers, and what Shopify's customer mutations do to them, as pure functions over immutable values.

Nothing here reads a clock, a file or the network, or knows GraphQL: time comes in as an argument, input as a
command, and every mutation returns a new store beside the old one.

    command      what was sent; omitted, null and a value kept apart
    customer     Customer, Address, Metafield and their ids
    normalize    canonical forms of emails, phones, tags, locales
    readings     the open questions, and which answer is given
    territories  countries, provinces, the lines of an address
    store        the customers of a shop and their unique indexes
    rules        every refusal, in the shop's order, with its evidence
    customer_set identify -> check -> apply
    neighbours   the mutations beside it; `outcome` is what they answer
    customer_addresses, merging, orders  those for single addresses, for two customers, for orders
"""
