// A session of `@shopify/admin-api-client` with a shop; prints what each step returned.
import { createAdminApiClient } from '@shopify/admin-api-client';

const { SHOP, TOKEN } = process.env;

const client = createAdminApiClient({
  storeDomain: SHOP, // such as 127.0.0.1:8443; the client makes https:// of it
  apiVersion: '2026-10',
  accessToken: TOKEN,
});

const SET = `#graphql
  mutation Set($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
    customerSet(identifier: $identifier, input: $input) {
      customer {
        id
        displayName
        note
        tags
        defaultEmailAddress { emailAddress }
        defaultAddress { city }
        addressesV2(first: 10) { nodes { address1 city provinceCode countryCodeV2 } }
      }
      userErrors { code field message }
    }
  }`;
const READ = `#graphql
  query Read($id: ID!, $email: String!) {
    byId: customer(id: $id) { displayName }
    byEmail: customerByIdentifier(identifier: { emailAddress: $email }) { id }
  }`;
const DELETE = `#graphql
  mutation Delete($id: ID!) {
    customerDelete(input: { id: $id }) { deletedCustomerId userErrors { field message } }
  }`;

async function ask(document, variables) {
  const { data, errors } = await client.request(document, { variables });
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function set(input, identifier) {
  return (await ask(SET, { identifier, input })).customerSet;
}

const email = 'ada@example.com';
const home = { address1: '1 Main St', city: 'Ottawa', provinceCode: 'ON', countryCode: 'CA' };
const work = { address1: '2 Side St', city: 'Montreal', provinceCode: 'QC', countryCode: 'CA' };
const steps = {};

steps.created = await set({ email, firstName: 'Ada', lastName: 'Lovelace', tags: ['new'], addresses: [home] });
const { id } = steps.created.customer;
steps.upserted = await set({ email, note: 'Likes engines', tags: ['vip'] }, { email });
steps.readdressed = await set({ addresses: [work, home] }, { id });
steps.read = await ask(READ, { id, email });
steps.refused = await set({ email });

const invalid = await client.request(SET, { variables: { input: { mail: email } } });
steps.invalid = {
  status: invalid.errors.networkStatusCode,
  message: invalid.errors.message,
  errors: invalid.errors.graphQLErrors,
};

const stranger = createAdminApiClient({ storeDomain: SHOP, apiVersion: '2026-10', accessToken: 'wrong' });
const unauthorised = await stranger.request(READ, { variables: { id, email } });
steps.unauthorised = {
  status: unauthorised.errors.networkStatusCode,
  message: unauthorised.errors.message,
  body: await unauthorised.errors.response.json(),
};

const costed = await client.request('{ shop { name } }');
steps.cost = costed.extensions.cost.requestedQueryCost;
steps.version = costed.headers.get('x-shopify-api-version');

steps.deleted = (await ask(DELETE, { id })).customerDelete;
steps.gone = await ask(READ, { id, email });

console.log(JSON.stringify(steps));
