// Asks before a form is sent: a native dialog with the question of `data-confirm`. The words of
// the buttons come from the form's own button and from the shell's template `#confirm`.
export function confirmed(form) {
  form.addEventListener("submit", (event) => {
    const dialog = document.getElementById("confirm");
    if (!dialog || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    dialog.querySelector("[data-question]").textContent = form.dataset.confirm;
    const yes = dialog.querySelector("[data-yes]");
    yes.textContent = event.submitter?.textContent.trim() || yes.textContent;
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter ?? undefined);
      delete form.dataset.confirmed;
    };
    dialog.showModal();
    dialog.querySelector("[data-no]").focus();
  }, { capture: true });
}
