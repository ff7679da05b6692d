"""What must not be written down, and what stands in its place: credentials, the store's domain, people who are not ours.

`protected` names the places of the schema, `leaves` finds them in an answer, `identity` tells ours from others',
`pseudonym` makes what stands in for a value, `redaction` puts it together for exchanges, verdicts and free text,
`residue` looks with other eyes at what is about to be written.
"""
