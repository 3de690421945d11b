// The rich-text editor draws its own box, which no label points at: give it the field's name.
document.addEventListener("prose-editor:ready", (event) => {
  const { textarea } = event.detail;
  const box = textarea.closest(".prose-editor")?.querySelector(".ProseMirror");
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (!box || !label) return;
  const heading = document.getElementById(textarea.id.replace(/body$/, "heading"));
  const name = label.textContent.trim().replace(/:$/, "");
  box.setAttribute("role", "textbox");
  box.setAttribute("aria-multiline", "true");
  box.setAttribute("aria-label", heading?.value ? `${name}: ${heading.value}` : name);
});
