// Everything works without this; it only saves a second press and shows what was picked.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
});
// Coming back by the browser's button, a form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
});
document.addEventListener("change", (event) => {
  const output = event.target.type === "file" && event.target.parentElement.querySelector("output");
  if (!output) return;
  const megabytes = (file) => (file.size / 1048576).toFixed(1) + " MB";
  output.textContent = Array.from(event.target.files, (file) => file.name + " · " + megabytes(file)).join("\n");
});
