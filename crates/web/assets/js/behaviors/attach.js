// Files that are chosen in the composer go to the library at once, with progress and resume. Without that part of the script
// they go with the form.
export function attach(ground) {
  ground.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    import(ground.dataset.resumable).then(
      (module) => module.attach(ground, event.target),
      () => {},
    );
  });
}
