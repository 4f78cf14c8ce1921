/* Show the newest steps while something is running. */
const address = location.href;

async function update() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const isRunning = page.querySelector("#progress[data-running]");
    document.querySelector(".lines").replaceChildren(...page.querySelector(".lines").childNodes);
    if (!isRunning) {
      document.querySelector(".state").replaceChildren(...page.querySelector(".state").childNodes);
      return;
    }
  } catch {
    // the editor has stopped; try again
  }
  setTimeout(update, 1000);
}
document.querySelector(".by-hand")?.remove();
setTimeout(update, 500);
