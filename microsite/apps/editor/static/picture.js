/* Drop or paste a picture, drag its focal point, and drag across the part to keep. */
const form = document.querySelector("form.picture");
const file = form.querySelector("#file");
const chosen = form.querySelector(".chosen");
const stage = form.querySelector(".stage:not(.is-drawing)");
const control = (name) => form.querySelector(`#${name}`);

for (const words of document.querySelectorAll(".by-script")) words.hidden = false;

function take(files) {
  if (!files?.length) return;
  file.files = files;
  file.dispatchEvent(new Event("change"));
}

file.addEventListener("change", () => {
  const [picture] = file.files;
  chosen.replaceChildren();
  if (!picture) return;
  chosen.textContent = `${picture.name || "The picture"} is used when you save.`;
  const image = new Image();
  image.alt = "";
  image.src = URL.createObjectURL(picture);
  image.onload = () => chosen.prepend(image); // browsers cannot show HEIC and TIFF
});
form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("is-over");
});
for (const end of ["dragleave", "drop"]) form.addEventListener(end, () => form.classList.remove("is-over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  take(event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  if (event.clipboardData?.files.length) {
    event.preventDefault();
    take(event.clipboardData.files);
  }
});

if (stage) {
  const image = stage.querySelector("img");
  const part = document.createElement("div");
  const point = document.createElement("div");
  part.className = "part";
  point.className = "point";
  const frame = document.createElement("div");
  frame.className = "frame";
  image.replaceWith(frame);
  frame.append(image, part);
  if (control("across")) frame.append(point);
  const number = (name) => Number(control(name)?.value || 0);
  let timer;

  function draw() {
    part.style.left = `${number("left")}%`;
    part.style.top = `${number("top")}%`;
    part.style.width = `${Math.min(number("width"), 100 - number("left"))}%`;
    part.style.height = `${Math.min(number("height"), 100 - number("top"))}%`;
    part.hidden = number("width") === 100 && number("height") === 100;
    point.style.left = `${number("across")}%`;
    point.style.top = `${number("down")}%`;
  }

  function showSizes() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const size of document.querySelectorAll(".sizes img")) {
        const url = new URL(size.src);
        url.searchParams.set("focus", `${control("across").value}% ${control("down").value}%`);
        size.src = url;
      }
    }, 150);
  }

  function place(event) {
    const box = frame.getBoundingClientRect();
    const limit = (value) => Math.round(Math.min(100, Math.max(0, value * 100)));
    return [limit((event.clientX - box.left) / box.width), limit((event.clientY - box.top) / box.height)];
  }

  function set(values) {
    for (const [name, value] of Object.entries(values)) control(name).value = value;
    draw();
    if ("across" in values) showSizes();
  }

  frame.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    const isPart = form.querySelector("#part").open && event.target !== point;
    if (!isPart && !control("across")) return;
    const [x, y] = place(event);
    const move = (at) => {
      const [across, down] = place(at);
      if (!isPart) set({ across, down });
      else set({ left: Math.min(x, across), top: Math.min(y, down), width: Math.abs(across - x), height: Math.abs(down - y) });
    };
    if (!isPart) move(event);
    frame.addEventListener("pointermove", move);
    const end = () => {
      frame.removeEventListener("pointermove", move);
      if (isPart && (number("width") < 2 || number("height") < 2)) set({ left: 0, top: 0, width: 100, height: 100 });
    };
    frame.addEventListener("pointerup", end, { once: true });
  });
  form.addEventListener("input", (event) => {
    draw();
    if (["across", "down"].includes(event.target.id)) showSizes();
  });
  draw();
}
