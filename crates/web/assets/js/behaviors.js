// Binds behaviours to elements, also to those that htmx puts in later. An element is bound once.
const bound = new WeakMap();

/** @param {Record<string, (element: HTMLElement) => void>} known */
export function start(known) {
  const bind = (element) => {
    for (const name of (element.dataset.behavior ?? "").split(" ").filter(Boolean)) {
      const names = bound.get(element) ?? new Set();
      if (names.has(name) || !known[name]) continue;
      bound.set(element, names.add(name));
      known[name](element);
    }
  };
  const walk = (root) => {
    if (root.matches?.("[data-behavior]")) bind(root);
    for (const element of root.querySelectorAll?.("[data-behavior]") ?? []) bind(element);
  };
  walk(document.documentElement);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) walk(node);
  }).observe(document.documentElement, { childList: true, subtree: true });
}
