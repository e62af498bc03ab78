// Tabs that do not fit scroll; the one shown is always in sight.
export function tabs(element) {
  const current = element.querySelector("[aria-current]");
  if (current) element.scrollLeft = current.offsetLeft - (element.clientWidth - current.offsetWidth) / 2;
}
