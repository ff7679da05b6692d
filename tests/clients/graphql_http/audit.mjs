// Audits the endpoint named by the first argument, and prints the results as JSON.
import { auditServer } from "graphql-http";

const [, , url] = process.argv;
const fetchFn = (input, init = {}) =>
  fetch(input, { ...init, headers: { ...init.headers, "x-shopify-access-token": "made-up-token" } });

const results = await auditServer({ url, fetchFn });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
