/* Show the newest steps while something is running. */
const address = location.href;
document.querySelector(".by-hand")?.remove();

async function update() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const progress = page.querySelector("#progress");
    if (progress) document.querySelector("#progress").replaceChildren(...progress.childNodes);
    document.querySelector(".by-hand")?.remove();
    if (!progress?.matches("[data-running]")) return;
  } catch {
    // the editor has stopped; try again
  }
  setTimeout(update, 1000);
}
setTimeout(update, 500);
