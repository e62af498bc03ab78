// A part of a page that came later names the page anew.
export function title(element) {
  document.title = element.dataset.title;
}
