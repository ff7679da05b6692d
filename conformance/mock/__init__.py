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
    meta        the mock's own endpoints

Importing the package costs nothing; its modules load graphql-core.
"""
