// Reads a picture out: the pointer or the arrow keys choose a day, the line below says its figures.
// The figures come from the picture's own table.
export function chart(figure) {
  const plot = figure.querySelector(".plot");
  const cursor = figure.querySelector(".chart-cursor");
  const readout = figure.querySelector(".chart-readout");
  const rows = [...figure.querySelectorAll("tbody tr")];
  const names = [...figure.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent);
  if (!plot || !cursor || !readout || !rows.length) return;
  let chosen = -1;
  const choose = (index) => {
    chosen = Math.max(0, Math.min(rows.length - 1, index));
    const [day, ...figures] = [...rows[chosen].cells].map((cell) => cell.textContent);
    cursor.setAttribute("x1", `${rows[chosen].dataset.x}%`);
    cursor.setAttribute("x2", `${rows[chosen].dataset.x}%`);
    cursor.setAttribute("visibility", "visible");
    readout.textContent = `${day}: ${figures.map((text, at) => (names.length > 1 ? `${names[at]} ${text}` : text)).join(" · ")}`;
  };
  const leave = () => {
    chosen = -1;
    cursor.setAttribute("visibility", "hidden");
    readout.textContent = "";
  };
  const places = rows.map((row) => Number(row.dataset.x));
  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * 100;
    let nearest = 0;
    places.forEach((place, index) => {
      if (Math.abs(place - at) < Math.abs(places[nearest] - at)) nearest = index;
    });
    if (nearest !== chosen) choose(nearest);
  });
  plot.addEventListener("pointerleave", leave);
  plot.addEventListener("blur", leave);
  plot.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: chosen + 1, ArrowLeft: chosen < 0 ? rows.length - 1 : chosen - 1, Home: 0, End: rows.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      choose(steps[event.key]);
    } else if (event.key === "Escape") {
      leave();
    }
  });
}
