// A form is sent once: the button shows that it works, and a second press does nothing.
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === "get" || [...form.attributes].some((attribute) => attribute.name.startsWith("hx-"))) return;
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    // A download or a page restored from the cache leaves the form usable.
    setTimeout(() => release(form), 8_000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}
