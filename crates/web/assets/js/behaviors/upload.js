// Sends files with their progress; without scripts the form does the same in silence.
export function upload(form) {
  form.addEventListener("submit", (event) => {
    const ground = form.querySelector(".upload-progress");
    const chosen = form.querySelector("input[type=file]");
    if (!(ground || form.dataset.resumable) || !chosen?.files.length || form.dataset.sending) return;
    event.preventDefault();
    if (form.dataset.resumable) {
      import(form.dataset.resumable).then(
        (module) => module.resumable(form),
        () => {
          // Without that part of the script the form goes as it is.
          delete form.dataset.resumable;
          form.submit();
        },
      );
      return;
    }
    form.dataset.sending = "yes";
    const bar = ground.querySelector("progress");
    const text = ground.querySelector("[data-progress]");
    const broken = form.querySelector("[data-broken]");
    const buttons = form.querySelectorAll("button[type=submit]");
    const end = (failed) => {
      delete form.dataset.sending;
      ground.hidden = true;
      if (broken) broken.hidden = !failed;
      for (const button of buttons) button.disabled = false;
    };
    ground.hidden = false;
    if (broken) broken.hidden = true;
    for (const button of buttons) button.disabled = true;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    // Asked so, the answer names the next place instead of leading there, and its message is not used up on the way.
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (progress) => {
      if (!progress.lengthComputable) return;
      const done = Math.floor((progress.loaded / progress.total) * 100);
      bar.value = done;
      text.textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(done / 100);
    };
    request.onload = () => {
      const next = request.getResponseHeader("hx-redirect");
      if (next) {
        location.href = next;
        return;
      }
      end(request.status >= 500);
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const content = page.getElementById("main");
      if (content) document.getElementById("main")?.replaceWith(content);
    };
    request.onerror = () => end(true);
    request.ontimeout = () => end(true);
    request.send(new FormData(form));
  });
}
