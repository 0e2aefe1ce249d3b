// Signs in and out. The session is the dashboard's: a cookie that this page's scripts cannot read.

async function ask(method, address, body, headers = {}) {
  const answer = await fetch(address, {
    method,
    headers: { ...(body ? { "Content-Type": "application/json", Accept: "application/json" } : {}), ...headers },
    body: body && JSON.stringify(body),
  });
  return answer.status === 204 ? {} : answer.json();
}

export async function whoami() {
  return (await ask("GET", "/session")).user;
}

export async function signIn(email, password) {
  const { user, error } = await ask("POST", "/session", { email, password });
  if (error) throw new Error(error.message);
  return user;
}

export async function signOut() {
  await ask("DELETE", "/session");
}

// What GraphiQL sends its operations with; an Authorization header written by hand wins over the cookie.
export async function run(operation, { headers = {} } = {}) {
  return ask("POST", "/graphql", operation, headers);
}
