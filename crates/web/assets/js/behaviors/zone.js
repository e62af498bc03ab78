// Offers the browser's own time zone where none was chosen yet.
export function zone(element) {
  const select = element.querySelector("select");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const untouched = select?.value === "UTC" && !document.querySelector(".is-wrong");
  if (untouched && [...select.options].some((option) => option.value === own)) select.value = own;
}
