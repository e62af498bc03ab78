// Shows a password while it is wished.
export function reveal(group) {
  const input = group.querySelector("input");
  const button = group.querySelector("button");
  button?.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
}
