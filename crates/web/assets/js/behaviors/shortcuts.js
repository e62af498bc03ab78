// `g` then a letter goes to a place, `n` begins a post, `/` goes to the search, `?` lists them all.
// Letters are taken only outside of fields and dialogs.
export function shortcuts() {
  let going = 0;
  document.addEventListener("keydown", (event) => {
    const within = event.target instanceof Element ? event.target : document.body;
    const typing = within.closest("input, textarea, select, [contenteditable], dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const list = document.getElementById("shortcuts");
    if (!list) return;
    const key = event.key.toLowerCase();
    if (Date.now() - going < 1_500) {
      going = 0;
      const place = list.querySelector(`[data-letter="${CSS.escape(key)}"]`);
      if (place) {
        event.preventDefault();
        location.href = place.href;
      }
      return;
    }
    if (key === "g") {
      going = Date.now();
    } else if (key === "?") {
      event.preventDefault();
      list.showModal();
    } else if (key === "n") {
      const link = document.querySelector('a[href="/posts/new"]');
      if (link) {
        event.preventDefault();
        link.click();
      }
    } else if (key === "/") {
      const search = document.querySelector("input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });
}
