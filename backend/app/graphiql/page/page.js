import { examples } from "./examples.js";
import { run, signIn, signOut } from "./session.js";
import { storage } from "./storage.js";

const { createElement } = window.React;
const { GraphiQL } = window;
const byId = (id) => document.getElementById(id);
const [form, signedIn, message] = ["sign-in", "signed-in", "message"].map(byId);
const root = window.ReactDOM.createRoot(byId("graphiql"));

// Signed out there is no schema to show (null); a new fetcher makes GraphiQL ask for it.
function render(session) {
  root.render(createElement(GraphiQL, {
    fetcher: (operation, options) => run(operation, options),
    schema: session ? undefined : null,
    defaultTabs: examples,
    defaultHeaders: session ? authorization(session) : undefined,
    defaultEditorToolsVisibility: "variables",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    storage,
  }));
}

const authorization = (session) => JSON.stringify({ Authorization: `Bearer ${session.accessToken}` }, null, 2);

function writeHeaders(text) {
  document.querySelector(".graphiql-editor-tool .graphiql-editor:last-child .CodeMirror")?.CodeMirror.setValue(text);
}

function show(session, text = "") {
  form.hidden = Boolean(session);
  signedIn.hidden = !session;
  signedIn.querySelector("span").textContent = session ? `${session.user.email} · ${session.user.role}` : "";
  message.textContent = text;
  render(session);
  writeHeaders(session ? authorization(session) : "");
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  message.textContent = "";
  try {
    const { email, password } = form.elements;
    const session = await signIn(email.value, password.value);
    password.value = "";
    show(session);
  } catch (error) {
    message.textContent = error.message;
  } finally {
    button.disabled = false;
  }
});

signedIn.querySelector("button").addEventListener("click", async () => {
  await signOut().catch(() => {});
  show(null, "");
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
render(null);
