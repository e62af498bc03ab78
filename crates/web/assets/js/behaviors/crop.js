// Draws on the picture what the fields of a cut say, and the other way round. The fields alone do too.

/** A part of the picture by dragging over it. */
export function crop(form) {
  const picture = document.getElementById(form.dataset.stage);
  const field = (name) => form.elements.namedItem(name);
  if (!picture || !field("left")) return;
  const frame = document.createElement("span");
  frame.className = "crop-frame";
  frame.hidden = true;
  picture.after(frame);
  picture.classList.add("is-cropping");
  picture.draggable = false;
  const show = () => {
    const part = ["left", "top", "width", "height"].map((name) => Number(field(name).value.replace(",", ".")));
    frame.hidden = !(part[2] > 0 && part[3] > 0) || field("ratio").value !== "";
    if (frame.hidden) return;
    frame.style.left = `${picture.offsetLeft + (part[0] / 100) * picture.offsetWidth}px`;
    frame.style.top = `${picture.offsetTop + (part[1] / 100) * picture.offsetHeight}px`;
    frame.style.width = `${(part[2] / 100) * picture.offsetWidth}px`;
    frame.style.height = `${(part[3] / 100) * picture.offsetHeight}px`;
  };
  let from = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    event.preventDefault();
    from = percent(picture, event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = percent(picture, event);
    if (Math.abs(to.x - from.x) < 2 && Math.abs(to.y - from.y) < 2) return;
    field("ratio").value = "";
    field("left").value = Math.min(from.x, to.x).toFixed(1);
    field("top").value = Math.min(from.y, to.y).toFixed(1);
    field("width").value = Math.abs(to.x - from.x).toFixed(1);
    field("height").value = Math.abs(to.y - from.y).toFixed(1);
    show();
  });
  const stop = () => (from = null);
  picture.addEventListener("pointerup", stop);
  picture.addEventListener("pointercancel", stop);
  form.addEventListener("input", show);
  addEventListener("resize", show);
  show();
}

/** The focus of the picture by a press on it. */
export function focal(fields) {
  const picture = document.getElementById(fields.dataset.stage);
  const [x, y] = fields.querySelectorAll("input");
  if (!picture || !x || !y) return;
  let down = null;
  picture.addEventListener("pointerdown", (event) => (down = percent(picture, event)));
  picture.addEventListener("click", (event) => {
    const at = percent(picture, event);
    // What was dragged over is a part to cut, not a focus.
    if (down && Math.abs(at.x - down.x) + Math.abs(at.y - down.y) > 2) return;
    x.value = Math.round(at.x);
    y.value = Math.round(at.y);
    x.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function percent(picture, event) {
  const box = picture.getBoundingClientRect();
  const within = (value) => Math.min(100, Math.max(0, value));
  return {
    x: within(((event.clientX - box.left) / box.width) * 100),
    y: within(((event.clientY - box.top) / box.height) * 100),
  };
}
