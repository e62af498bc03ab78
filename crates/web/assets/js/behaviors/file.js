// Shows what was chosen before it is sent, and takes what is dropped.
export function file(field) {
  const input = field.querySelector("input[type=file]");
  const ground = field.querySelector(".file");
  const list = field.querySelector(".file-list");
  if (!input || !ground || !list) return;
  let addresses = [];
  const show = () => {
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
    );
  };
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) ground.addEventListener(name, () => ground.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) ground.addEventListener(name, () => ground.classList.remove("is-over"));
}
