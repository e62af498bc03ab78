// Shows what was chosen before it is sent, takes what is dropped, and leaves out what is too large to be sent.
export function file(field) {
  const input = field.querySelector("input[type=file]");
  const ground = field.querySelector(".file");
  const list = field.querySelector(".file-list");
  if (!input || !ground || !list) return;
  let addresses = [];
  // Megabytes; pictures have a limit of their own.
  const most = (chosen) =>
    Number((chosen.type.startsWith("image/") && field.dataset.maxImage) || field.dataset.max) || Infinity;
  const fits = (chosen) => chosen.size <= most(chosen) * 1024 * 1024;
  const show = () => {
    const tooLarge = [...input.files].filter((chosen) => !fits(chosen));
    if (tooLarge.length) {
      const fine = new DataTransfer();
      for (const chosen of input.files) if (fits(chosen)) fine.items.add(chosen);
      input.files = fine.files;
    }
    addresses.forEach(URL.revokeObjectURL);
    addresses = [];
    list.replaceChildren(
      ...[...input.files].map((chosen) => {
        const item = document.createElement("li");
        if (chosen.type.startsWith("image/")) {
          const picture = document.createElement("img");
          picture.src = URL.createObjectURL(chosen);
          picture.alt = "";
          addresses.push(picture.src);
          item.append(picture);
        }
        const name = document.createElement("span");
        name.textContent = chosen.name;
        item.append(name);
        return item;
      }),
      ...tooLarge.map((chosen) => {
        const item = document.createElement("li");
        item.className = "field-error";
        item.textContent = field.dataset.tooLarge.replace("%n", chosen.name).replace("%m", most(chosen));
        return item;
      }),
    );
  };
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) ground.addEventListener(name, () => ground.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) ground.addEventListener(name, () => ground.classList.remove("is-over"));
}
