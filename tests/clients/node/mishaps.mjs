// What Shopify's JavaScript clients make of a bad day; prints what came of each call.
import '@shopify/shopify-api/adapters/node';
import { createAdminApiClient } from '@shopify/admin-api-client';
import { ApiVersion, LogSeverity, Session, shopifyApi } from '@shopify/shopify-api';

const { SHOP, TOKEN } = process.env;

const patient = createAdminApiClient({
  storeDomain: SHOP,
  apiVersion: '2026-10',
  accessToken: TOKEN,
  retries: 1,
});
const shopify = shopifyApi({
  apiKey: 'key',
  apiSecretKey: 'secret',
  apiVersion: ApiVersion.October26,
  hostName: 'app.example.com',
  isEmbeddedApp: false,
  logger: { level: LogSeverity.Error },
});
const session = new Session({ id: '1', shop: SHOP, state: '', isOnline: false, accessToken: TOKEN });
const client = new shopify.clients.Graphql({ session });

const SET = `#graphql
  mutation Set($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
    customerSet(identifier: $identifier, input: $input) {
      customer { id }
      userErrors { code }
    }
  }`;
const COUNT = '{ customersCount { count } }';

async function set(email, identifier) {
  const { data } = await patient.request(SET, { variables: { identifier, input: { email } } });
  return { isThere: data.customerSet.customer !== null, codes: data.customerSet.userErrors.map(({ code }) => code) };
}

async function after(mishap) {
  const headers = { 'X-Conformance-Mishap': mishap };
  const error = await client.request(COUNT, { headers }).then(() => null, (thrown) => thrown);
  const { code, retryAfter } = error.response ?? {};
  return { kind: error.constructor.name, code, retryAfter };
}

const steps = {};
// The script of the mock: the first and the third customerSet are committed, but their answers are lost.
steps.upsert = await set('ada@example.com', { email: 'ada@example.com' });
steps.create = await set('bob@example.com');
steps.count = (await patient.request(COUNT)).data.customersCount.count;
for (const mishap of ['http-429:2', 'http-503', 'http-500', 'throttle-once', 'truncated', 'lost']) {
  steps[mishap] = await after(mishap);
}
const began = Date.now();
const headers = { 'X-Conformance-Mishap': 'http-429:60' };
const throttled = await patient.request(COUNT, { headers });
steps.hasty = { status: throttled.errors.networkStatusCode, isBelowAMinute: Date.now() - began < 50_000 };
console.log(JSON.stringify(steps));
