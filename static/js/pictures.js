// Pictures in the admin's forms: seen before they are saved. Without this file everything works,
// and is seen afterwards.

const MOST_BYTES = 10 * 1024 * 1024;
const SHOWN_PIXELS = 480;

// Drawn on a canvas, because the site's policy lets no page show a file by an address of its own.
async function drawUpload(input) {
  document.getElementById(`${input.id}_preview`)?.remove();
  const file = input.files[0];
  if (!file || file.size > MOST_BYTES) return;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const canvas = document.createElement("canvas");
    const scale = Math.min(1, SHOWN_PIXELS / picture.width);
    canvas.id = `${input.id}_preview`;
    canvas.className = "upload-preview";
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", file.name);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    input.closest(".form-row").append(canvas);
  } catch {
    // No picture, or one that this browser cannot draw: the server says why when it is sent.
  }
}

// The small picture beside a section's choice follows the choice.
function followChoice(select) {
  const shown = select.closest("fieldset")?.querySelector(".illustration");
  const address = select.selectedOptions[0]?.dataset.src;
  if (!shown) return;
  shown.hidden = !address;
  if (address) shown.src = address;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("#id_upload")) drawUpload(target);
  if (target.matches("select.illustrating")) followChoice(target);
});
