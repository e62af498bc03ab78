// The composer's live count: what is typed goes to the server, which counts as it will when it sends.
export function checks(form) {
  let timer;
  let latest = 0;
  const ask = async () => {
    const number = ++latest;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    try {
      const answer = await fetch(form.dataset.checks, { method: "POST", body });
      const into = document.getElementById(form.dataset.into);
      if (answer.ok && !answer.redirected && into && number === latest) into.outerHTML = await answer.text();
    } catch {
      // Offline or signed out: the last count stays, and the server counts again when the form is sent.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
}
