import htmx from "htmx.org";

// Dialogs are native. A link that opens one leads to the page of the same form without scripts.

/** Closes on a press on the ground behind it. */
export function dialog(element) {
  element.addEventListener("pointerdown", (event) => {
    if (event.target !== element) return;
    const box = element.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) element.close();
  });
}

/** Opens the dialog on this page that `data-dialog` names. */
export function open(link) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.dataset.dialog);
    if (!target || modified(event)) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    target.showModal();
  });
}

/** Opens the link's page in the sheet; a page that cannot be had that way is simply gone to. */
export function sheet(link) {
  link.addEventListener("click", async (event) => {
    const target = document.getElementById("sheet");
    if (!target || modified(event)) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true", "HX-Target": "div#sheet-content" } });
      if (!answer.ok || answer.redirected || answer.headers.has("hx-redirect")) throw new Error("not a sheet");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = page.getElementById("main") ?? page.body;
      const title = content.querySelector("h1");
      target.querySelector("#sheet-title").textContent = title?.textContent ?? link.textContent;
      const place = target.querySelector("#sheet-content");
      place.replaceChildren(...content.childNodes);
      htmx.process(place);
      for (const form of place.querySelectorAll("form:not([action])")) form.action = link.href;
      target.showModal();
      place.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    } catch {
      location.href = link.href;
    }
  });
}

function modified(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button > 0;
}
