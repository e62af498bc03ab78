// Asks for an element anew every so often: not in a hidden tab, and not while somebody works within it.
export function live(element) {
  const seconds = Number(element.dataset.seconds) || 30;
  const timer = setInterval(() => {
    if (!element.isConnected) return clearInterval(timer);
    const typed = [...element.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue);
    const open = element.querySelector("details[open], dialog[open], :popover-open");
    const busy = typed || open || element.contains(document.activeElement);
    if (document.visibilityState === "visible" && !busy) element.dispatchEvent(new CustomEvent("refresh"));
  }, seconds * 1_000);
}
