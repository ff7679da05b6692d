"""The embedded shop: a mock of the Admin API that answers GraphQL over the domain.

    server      ASGI and uvicorn
    service     an HTTP request in, the answer out; no network
    engine      a GraphQL request against a shop
    prepare     documents parsed, validated and compiled once
    static      what is wrong with a document; static_arguments, static_rest, variable_usage go with it
    variables   what is wrong with the values of variables
    compiling   from an operation to its plan; `plan` runs it
    resolvers   where fields get their values
    cost        what an operation costs; `throttle` who may spend how much
    faults      deliberate deviations
    mishaps     what goes wrong on the way to a shop or back; mishap_script says when, mishap_calls does it,
                delivery breaks the connection
    state_file  what shops hold, on the disk; `records` is its form, and that of snapshots
    meta        the mock's own endpoints; meta_documents those that take or give a document
    pages       GraphiQL, customers and requests for a browser
    media       which media type an answer has

Importing the package costs nothing; its modules load graphql-core.
"""
