// Leads to what came with this page and must be read first, such as a form's faults.
export function focus(element) {
  element.focus();
  for (const link of element.querySelectorAll('a[href^="#"]')) {
    const label = document.querySelector(`label[for="${CSS.escape(link.hash.slice(1))}"]`);
    if (label) link.prepend(`${label.firstChild.textContent.trim()}: `);
    link.addEventListener("click", (event) => {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.scrollIntoView({ block: "center" });
    });
  }
}
