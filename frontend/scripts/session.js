// What pages do with the session: forms that open it or change its password, the button that ends it, and leaving a
// page whose session has ended. The cookie is out of reach here; only who is signed in is known.

const CHECK_MS = 5000;
const UNREACHABLE = "The server cannot be reached. Try again in a moment.";

// As the browser itself reads it: "/\t/elsewhere" is another site too.
const inside = (path) => {
  const url = path?.startsWith("/") && URL.canParse(path, location.origin) ? new URL(path, location.origin) : null;
  return url?.origin === location.origin ? url.pathname + url.search + url.hash : "/";
};
const wanted = () => inside(new URLSearchParams(location.search).get("next"));
const sentence = (text) => text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
const here = () => location.pathname + location.search;
const signIn = (why) => `/login?${new URLSearchParams(here() === "/" ? { why } : { why, next: here() })}`;

async function ask(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  return { ok: answer.ok, ...(answer.status === 204 ? {} : await answer.json()) };
}

async function send(form) {
  const [method, address] = form.dataset.send.split(" ");
  const [button, problem] = [form.querySelector("[type=submit]"), form.querySelector("[data-problem]")];
  problem.textContent = "";
  button.disabled = true;
  form.setAttribute("aria-busy", "true");
  const answer = await ask(method, address, Object.fromEntries(new FormData(form)))
    .catch(() => ({ error: { message: UNREACHABLE } }));
  if (answer.ok) return location.replace(form.dataset.then || wanted());
  button.disabled = false;
  form.removeAttribute("aria-busy");
  problem.textContent = sentence(answer.error?.message ?? UNREACHABLE);
  form.querySelector("[type=password], [data-shown]")?.select();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-send]")) return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-sign-out]")) return;
  await ask("DELETE", "/session").catch(() => {});
  location.assign("/login");
});

// The server names the address to go to in an attribute: only a whole new page brings the present cookie along.
const leaving = () => document.querySelector("[data-go]")?.dataset.go;
const leave = () => leaving() && location.replace(leaving());
new MutationObserver(leave).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-go"] });

async function check() {
  if (document.hidden || !document.querySelector("[data-signed-in]")) return;
  const answer = await ask("GET", "/session").catch(() => null);
  if (answer?.ok && !answer.user) location.replace(signIn("ended"));
}
setInterval(check, CHECK_MS);
window.addEventListener("focus", check);
document.addEventListener("visibilitychange", check);

if (location.pathname.startsWith("/login")) {
  const answer = await ask("GET", "/session").catch(() => null);
  if (answer?.user) location.replace(wanted());
}
