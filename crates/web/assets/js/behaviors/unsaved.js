// Warns before leaving a form that was changed and not sent, or sent and not taken.
export function unsaved(form) {
  let changed = document.querySelector(".faults") !== null;
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed && form.isConnected) event.preventDefault();
  });
}
