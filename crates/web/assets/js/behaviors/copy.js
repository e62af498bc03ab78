import { announce } from "./toasts.js";

// Copies the text beside the button.
export function copy(element) {
  const button = element.querySelector("button");
  button?.addEventListener("click", async () => {
    const code = element.querySelector("code, .copy-text");
    try {
      await navigator.clipboard.writeText(code.textContent);
      announce(element.dataset.done, "good");
    } catch {
      getSelection().selectAllChildren(code);
    }
  });
}
