// Messages: those the page came with, those an answer of htmx brings in `HX-Trigger`, and the ones
// that say the server cannot be reached, or did not give what was asked for. None stands twice.
const CROSS = '<svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="m5 5 10 10M15 5 5 15"/></svg>';

export function toast(element) {
  const ground = element.closest("#toasts");
  if (!element.querySelector("button")) {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = CROSS;
    button.setAttribute("aria-label", ground?.dataset.dismiss ?? "");
    button.addEventListener("click", () => element.remove());
    element.append(button);
  }
  if (element.classList.contains("tone-bad")) return;
  let timer = 0;
  const leave = () => {
    timer = setTimeout(() => element.remove(), 7_000);
  };
  for (const name of ["pointerenter", "focusin"]) element.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) element.addEventListener(name, leave);
  leave();
}

export function announce(text, tone) {
  const ground = document.getElementById("toasts");
  if (!ground || !text || [...ground.querySelectorAll("p")].some((told) => told.textContent === text)) return;
  const element = document.createElement("div");
  element.className = `toast tone-${tone}`;
  element.dataset.behavior = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  element.append(words);
  ground.append(element);
}

export function toasts(ground) {
  document.body.addEventListener("toast", (event) => announce(event.detail?.text, event.detail?.tone ?? "good"));
  document.body.addEventListener("htmx:error", () => announce(ground.dataset.offline, "bad"));
  document.body.addEventListener("htmx:response:error", () => announce(ground.dataset.refused, "bad"));
}
