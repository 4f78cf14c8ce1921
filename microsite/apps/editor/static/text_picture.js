// A picture in a text: chosen, dropped or pasted, described, and inserted as Markdown.
let count = 0;

export function equipPicture(area, tools, token) {
  const number = ++count;
  const box = document.createElement("fieldset");
  box.className = "field text-picture";
  box.hidden = true;
  box.innerHTML = `<legend>Picture</legend>
<label for="picture-${number}">File</label><input type="file" id="picture-${number}" accept="image/*,.heic,.heif,.tif,.tiff,.svg">
<label for="picture-alt-${number}">Description for people who cannot see it</label><input type="text" id="picture-alt-${number}" autocomplete="off" aria-describedby="picture-error-${number}">
<p class="error" id="picture-error-${number}" role="alert"></p>
<p class="actions"><button type="button">Insert</button><button type="button" class="secondary">Cancel</button></p>`;
  const [file, alt] = box.querySelectorAll("input");
  const [insert, cancel] = box.querySelectorAll("button");
  const error = box.querySelector(".error");
  const open = (files) => {
    if (files) file.files = files;
    box.hidden = false;
    (files ? alt : file).focus();
  };
  const close = () => {
    box.hidden = true;
    file.value = alt.value = error.textContent = "";
    area.focus();
  };
  const send = async () => {
    const body = new FormData();
    if (file.files[0]) body.append("file", file.files[0]);
    body.append("alt", alt.value);
    let answer = { error: "The editor does not answer. Is it still running?" };
    insert.disabled = true;
    try {
      answer = await (await fetch("/_edit/picture-in-text", { method: "POST", body, headers: { "X-Microsite-Token": token } })).json();
    } catch { /* the message says so */ }
    insert.disabled = false;
    error.textContent = answer.error ?? "";
    if (answer.error) {
      alt.focus();
      return;
    }
    const before = area.value.slice(0, area.selectionStart);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    area.setRangeText(`${gap}${answer.markdown}\n\n`, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "secondary", textContent: "Picture" });
  button.addEventListener("click", () => open());
  tools.append(button);
  tools.after(box);
  insert.addEventListener("click", send);
  cancel.addEventListener("click", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.target !== alt) return;
    event.preventDefault();
    send();
  });
  const take = (event, files) => {
    if (!files?.length || event.clipboardData?.getData("text/html")) return;
    event.preventDefault();
    open(files);
  };
  area.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
  area.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
}
