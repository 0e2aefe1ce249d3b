// Signs in and out, and keeps the tokens in this page's memory alone: they are gone with the tab.

const ENDPOINT = "/graphql";
const RENEW_SECONDS_BEFORE = 30;

const LOGIN = `mutation Login($email: String!, $password: String!) {
  login(email: $email, password: $password) { accessToken refreshToken expiresIn user { email role } }
}`;
const REFRESH = `mutation Refresh($refreshToken: String!) {
  refresh(refreshToken: $refreshToken) { accessToken refreshToken expiresIn user { email role } }
}`;
const LOGOUT = `mutation Logout($refreshToken: String!) { logout(refreshToken: $refreshToken) }`;

let session = null;
let renewing = null;
const ours = new Set();

async function post(body, headers = {}) {
  const answer = await fetch(ENDPOINT, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function mutate(query, variables) {
  const { data, errors } = await post({ query, variables });
  if (errors) throw new Error(errors[0].message);
  return data;
}

function keep(granted) {
  session = { ...granted, renewAt: Date.now() + (granted.expiresIn - RENEW_SECONDS_BEFORE) * 1000 };
  ours.add(`Bearer ${granted.accessToken}`);
  return session;
}

export async function signIn(email, password) {
  return keep((await mutate(LOGIN, { email, password })).login);
}

export async function signOut() {
  const { refreshToken } = session;
  session = null;
  await mutate(LOGOUT, { refreshToken });
}

// The present token, renewed shortly before it expires; each refresh token works once, so one renewal at a time.
async function authorization() {
  if (session && Date.now() > session.renewAt) {
    renewing ??= mutate(REFRESH, { refreshToken: session.refreshToken })
      .then((data) => keep(data.refresh))
      .catch(() => { session = null; })
      .finally(() => { renewing = null; });
    await renewing;
  }
  return session && `Bearer ${session.accessToken}`;
}

// What GraphiQL sends its operations with: a header written by hand wins, one that we put there is kept current.
export async function run(operation, { headers = {} } = {}) {
  const written = Object.keys(headers).find((name) => name.toLowerCase() === "authorization");
  const { [written]: value, ...others } = headers;
  const chosen = written && !ours.has(value) ? value : await authorization();
  return post(operation, chosen ? { ...others, Authorization: chosen } : others);
}
