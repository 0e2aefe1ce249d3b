// What GraphiQL remembers until the tab closes: queries and layout, but no headers and no secrets in variables.

const SECRET = /password|token/i;
const store = window.sessionStorage;

const secret = (name, value) => name === "headers" || (name === "variables" && SECRET.test(value));
const withoutSecrets = (name, value) => (secret(name, value) ? null : value);

function cleaned(key, value) {
  const name = key.replace("graphiql:", "");
  if (secret(name, value)) return "";
  try {
    return name === "variables" ? value : JSON.stringify(JSON.parse(value), withoutSecrets);
  } catch {
    return value;
  }
}

export const storage = {
  getItem: (key) => store.getItem(key),
  setItem: (key, value) => store.setItem(key, cleaned(key, value)),
  removeItem: (key) => store.removeItem(key),
  clear: () => store.clear(),
  get length() { return store.length; },
};
