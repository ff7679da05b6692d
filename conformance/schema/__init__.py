"""Shopify's schema for each API version: cut, loaded, asked, compared, and held against documents and responses.

Importing the package costs nothing; each module imports graphql-core when it is imported itself:

    load           the bundled slices as schemas, the values of their enums
    document       parse and validate a document, check variables
    response       check the data of a response against schema and selection
    scalars        what a value of each scalar must look like
    order          enum values in Shopify's own order, where its messages list them
    surface        which operations and types count
    slice          cut a full Admin schema down to customerSet and its neighbours
    introspect     fetch the schema of a live endpoint
    diff           grade the changes between two schemas
"""
