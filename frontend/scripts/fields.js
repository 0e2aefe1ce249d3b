// Small help in forms: show a password, lead to a field, copy a text, close a popover whose days can be used.

const COPIED_MS = 2000;

document.addEventListener("click", async (event) => {
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) {
    const field = reveal.parentElement.querySelector("input");
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    field.toggleAttribute("data-shown", !shown);
    reveal.setAttribute("aria-pressed", String(!shown));
  }
  // Not a link to #field: what stands behind # is the token of a mail's link.
  const lead = event.target.closest("[data-focus]");
  if (lead) document.getElementById(lead.dataset.focus)?.focus();
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const field = copy.parentElement.querySelector("input");
    field.select();
    // Over plain HTTP browsers have no clipboard for scripts but this one.
    await (navigator.clipboard?.writeText(field.value) ?? document.execCommand("copy"));
    const before = copy.textContent;
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = before; }, COPIED_MS);
  }
});

document.addEventListener("submit", ({ target: form }) => {
  if (!form.matches("[data-range]")) return;
  const [from, to] = [form.elements.from.value, form.elements.to.value];
  if (!from || !to || from <= to) form.closest("[popover]").hidePopover();
});
