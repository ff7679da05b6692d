"use strict";

(() => {
  const version = document.getElementById("version");
  const token = document.getElementById("token");
  const endpoint = document.getElementById("endpoint");
  const root = ReactDOM.createRoot(document.getElementById("graphiql"));

  const query = `# An upsert: the second time,
# it updates the customer.
mutation SetCustomer(
  $identifier: CustomerSetIdentifiers
  $input: CustomerSetInput!
) {
  customerSet(identifier: $identifier, input: $input) {
    customer {
      id
      displayName
      defaultEmailAddress {
        emailAddress
      }
      tags
      defaultAddress {
        formattedArea
      }
      createdAt
      updatedAt
    }
    userErrors {
      field
      message
      code
    }
  }
}
`;
  const variables = {
    identifier: { email: "ada@example.com" },
    input: {
      email: "ada@example.com",
      firstName: "Ada",
      lastName: "Lovelace",
      tags: ["vip"],
      addresses: [{ address1: "1 King St", city: "Ottawa", provinceCode: "ON", countryCode: "CA", zip: "K1A 0B1" }],
    },
  };
  // Whoever was here before finds the tabs again that GraphiQL remembers.
  const start = localStorage.getItem("graphiql:tabState") ? {} : { query, variables: JSON.stringify(variables, null, 2) };

  for (const field of [version, token]) {
    field.value = sessionStorage.getItem(field.id) ?? field.value;
    field.addEventListener("change", () => {
      sessionStorage.setItem(field.id, field.value);
      show();
    });
  }

  function show() {
    const url = `/admin/api/${version.value}/graphql.json`;
    endpoint.textContent = `POST ${url}`;
    const fetcher = GraphiQL.createFetcher({ url, headers: { "X-Shopify-Access-Token": token.value } });
    // A fetcher of its own for each version and token lets GraphiQL read the schema again.
    root.render(
      React.createElement(GraphiQL, {
        ...start,
        fetcher,
        defaultEditorToolsVisibility: "variables",
        shouldPersistHeaders: false,
      }),
    );
  }

  document.getElementById("target").addEventListener("submit", (event) => event.preventDefault());
  show();
})();
