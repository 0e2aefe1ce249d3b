// Runs graphql-http's server audits against the server at AUDITED_URL, signed in with AUDITED_TOKEN; prints one JSON line.
import { serverAudits } from "graphql-http";

const { AUDITED_URL: url, AUDITED_TOKEN: token } = process.env;

function fetchFn(address, request = {}) {
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(address, { ...request, headers });
}

const results = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const { status, reason } = await audit.fn();
  results.push({ id: audit.id, name: audit.name, status, reason });
}
console.log(JSON.stringify(results));
