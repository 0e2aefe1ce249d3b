import { examples } from "./examples.js";
import { run, signIn, signOut, whoami } from "./session.js";
import { storage } from "./storage.js";

const { createElement } = window.React;
const { GraphiQL } = window;
const byId = (id) => document.getElementById(id);
const [form, signedIn, message] = ["sign-in", "signed-in", "message"].map(byId);
const root = window.ReactDOM.createRoot(byId("graphiql"));

// Signed out there is no schema to show (null); a new fetcher makes GraphiQL ask for it.
function render(user) {
  root.render(createElement(GraphiQL, {
    fetcher: (operation, options) => run(operation, options),
    schema: user ? undefined : null,
    defaultTabs: examples,
    defaultEditorToolsVisibility: "variables",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    storage,
  }));
}

function show(user) {
  form.hidden = Boolean(user);
  signedIn.hidden = !user;
  signedIn.querySelector("span").textContent = user ? `${user.email} · ${user.role}` : "";
  message.textContent = "";
  render(user);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  message.textContent = "";
  try {
    const { email, password } = form.elements;
    const user = await signIn(email.value, password.value);
    password.value = "";
    show(user);
  } catch (error) {
    message.textContent = error.message;
  } finally {
    button.disabled = false;
  }
});

signedIn.querySelector("button").addEventListener("click", async () => {
  await signOut().catch(() => {});
  show(null);
});

// GraphiQL marks its theme on the body; the bar above it follows, and the system's while none is chosen.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
function follow() {
  const chosen = document.body.classList;
  const isDark = chosen.contains("graphiql-dark") || (dark.matches && !chosen.contains("graphiql-light"));
  if (chosen.contains("dark-bar") !== isDark) chosen.toggle("dark-bar", isDark);
}
new MutationObserver(follow).observe(document.body, { attributeFilter: ["class"] });
dark.addEventListener("change", follow);

// GraphiQL shows the first tab with the stored variables, not with its own.
if (!storage.getItem("graphiql:tabState")) storage.setItem("graphiql:variables", examples[0].variables);

follow();
show(await whoami().catch(() => null));
