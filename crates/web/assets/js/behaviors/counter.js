// Counts what is typed as people see it (grapheme clusters) against `data-limit`. A network's own
// unit is counted by the server, which puts its answer into the same element.
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function length(text) {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

export function counter(field) {
  const output = document.getElementById(field.dataset.counter);
  const limit = Number(field.dataset.limit);
  if (!output || !limit) return;
  const show = () => {
    const count = length(field.value.replaceAll("\r\n", "\n"));
    const over = count > limit;
    const text = over ? output.dataset.over : output.dataset.fits;
    output.textContent = text.replace("%c", count).replace("%m", limit);
    output.classList.toggle("is-over", over);
    output.classList.toggle("is-near", !over && count > limit * 0.9);
  };
  field.addEventListener("input", show);
  show();
}
