// Sends a filter's form when a choice changes; without scripts its button does.
export function submit(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
