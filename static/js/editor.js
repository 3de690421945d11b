// What the admin's forms leave out: names for people who use a screen reader, and a word before
// unsaved text is lost.

// The editor draws its own box, which no label points at: give it the name of the field.
function nameBox(editor, textarea) {
  const box = editor.querySelector(".ProseMirror");
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (!box || !label) return;
  const heading = document.getElementById(textarea.id.replace(/body$/, "heading"));
  const name = label.textContent.trim().replace(/:$/, "");
  box.setAttribute("role", "textbox");
  box.setAttribute("aria-multiline", "true");
  box.setAttribute("aria-label", heading?.value ? `${name}: ${heading.value}` : name);
}

// Its buttons only look disabled: say so as well, and keep saying so.
function tellDisabled(editor) {
  const tell = () => {
    for (const button of editor.querySelectorAll(".prose-menubar__button")) {
      button.setAttribute("aria-disabled", String(button.classList.contains("disabled")));
    }
  };
  tell();
  new MutationObserver(tell).observe(editor, {
    subtree: true, childList: true, attributeFilter: ["class"],
  });
}

// The picker's search box stands outside its label.
function namePickers() {
  for (const field of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const select = field.closest(".select2-container")?.previousElementSibling;
    const label = select && document.querySelector(`label[for="${select.id}"]`);
    if (label) field.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
  }
}

// Compare what would be sent, so that undoing a change is no change. A refused form is not saved yet.
function warnBeforeLosing(form) {
  const words = () => new URLSearchParams(new FormData(form)).toString();
  const saved = form.querySelector(".errornote") ? null : words();
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && words() !== saved) event.preventDefault();
  });
}

document.addEventListener("prose-editor:ready", (event) => {
  const { textarea } = event.detail;
  const editor = textarea.closest(".prose-editor");
  if (!editor) return;
  nameBox(editor, textarea);
  tellDisabled(editor);
});
document.addEventListener("DOMContentLoaded", () => setTimeout(namePickers));
window.addEventListener("load", () => {
  namePickers();
  const form = document.querySelector("#content-main > form");
  if (form) warnBeforeLosing(form);
});
document.addEventListener("formset:added", () => setTimeout(namePickers));
