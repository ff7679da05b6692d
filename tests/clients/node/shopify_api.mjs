// A session of `@shopify/shopify-api` with a shop; prints what each step returned.
import '@shopify/shopify-api/adapters/node';
import {
  ApiVersion,
  GraphqlQueryError,
  HttpResponseError,
  LogSeverity,
  Session,
  shopifyApi,
} from '@shopify/shopify-api';

const { SHOP, TOKEN } = process.env;

const shopify = shopifyApi({
  apiKey: 'key',
  apiSecretKey: 'secret',
  apiVersion: ApiVersion.October26,
  hostName: 'app.example.com',
  isEmbeddedApp: false,
  logger: { level: LogSeverity.Error },
});

function clientWith(accessToken) {
  const session = new Session({ id: '1', shop: SHOP, state: '', isOnline: false, accessToken });
  return new shopify.clients.Graphql({ session });
}

const client = clientWith(TOKEN);

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
  return (await client.request(document, { variables })).data;
}

async function set(input, identifier) {
  return (await ask(SET, { identifier, input })).customerSet;
}

async function failure(kind, promise) {
  const error = await promise.then(() => null, (thrown) => thrown);
  if (error instanceof kind) return error;
  throw new Error(`expected ${kind.name}, not ${error}`);
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

const invalid = await failure(GraphqlQueryError, set({ mail: email }));
steps.invalid = { message: invalid.message, errors: invalid.body.errors.graphQLErrors };

const stranger = clientWith('wrong');
const unauthorised = await failure(HttpResponseError, stranger.request(READ, { variables: { id, email } }));
const { code, statusText } = unauthorised.response;
steps.unauthorised = { code, statusText };

const costed = await client.request('{ shop { name } }');
steps.cost = costed.extensions.cost.requestedQueryCost;
steps.version = costed.headers['X-Shopify-Api-Version'];

steps.deleted = (await ask(DELETE, { id })).customerDelete;
steps.gone = await ask(READ, { id, email });

console.log(JSON.stringify(steps));
