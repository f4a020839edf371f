// What a reader can take from a figure: its picture, its numbers, its address. Without this file
// the numbers are under "Show the data", and the figure's number is a link to it.
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = 20;
  const FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif";
  const PIXELS = 2;

  function wrap(text, width, size) {
    const measure = document.createElement("canvas").getContext("2d");
    measure.font = `${size}px ${FONT}`;
    const lines = [""];
    for (const word of text.trim().split(/\s+/)) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (lines.at(-1) && measure.measureText(longer).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  function write(picture, text, top, style) {
    const width = Number(picture.getAttribute("width")) - 2 * MARGIN;
    for (const line of wrap(text, width, style.size * (style.weight > 400 ? 1.05 : 1))) {
      top += style.size * 1.35;
      const element = document.createElementNS(SVG, "text");
      element.setAttribute("x", MARGIN);
      element.setAttribute("y", top);
      element.setAttribute("font-family", FONT);
      element.setAttribute("font-size", style.size);
      element.setAttribute("font-weight", style.weight);
      element.setAttribute("fill", style.colour);
      element.textContent = line;
      picture.append(element);
    }
    return top;
  }

  // The static picture with its title, subtitle and source, as one that can stand anywhere.
  function compose(figure) {
    const chart = figure.querySelector(".figure-static svg").cloneNode(true);
    const [width, height] = chart.getAttribute("viewBox").split(/\s+/).slice(2).map(Number);
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("xmlns", SVG);
    picture.setAttribute("width", width + 2 * MARGIN);
    const ground = document.createElementNS(SVG, "rect");
    ground.setAttribute("width", "100%");
    ground.setAttribute("height", "100%");
    ground.setAttribute("fill", "#ffffff");
    picture.append(ground);
    const title = figure.querySelector(".figure-title").lastChild.textContent;
    let top = write(picture, title, MARGIN / 2, { size: 18, weight: 700, colour: "#1d232b" });
    const subtitle = figure.querySelector(".figure-subtitle").textContent;
    top = write(picture, subtitle, top, { size: 14, weight: 400, colour: "#40474f" }) + MARGIN;
    chart.setAttribute("x", MARGIN);
    chart.setAttribute("y", top);
    chart.setAttribute("width", width);
    chart.setAttribute("height", height);
    picture.append(chart);
    top += height + MARGIN / 2;
    const caption = [...figure.querySelectorAll("figcaption p")].map((p) => p.textContent);
    for (const line of [...caption, address(figure)]) {
      top = write(picture, line, top, { size: 12, weight: 400, colour: "#40474f" });
    }
    picture.setAttribute("height", Math.ceil(top + MARGIN));
    return picture;
  }

  function address(figure) {
    return `${location.href.split("#")[0]}#${figure.id}`;
  }

  function toSvg(figure) {
    const text = new XMLSerializer().serializeToString(compose(figure));
    return new Blob([text], { type: "image/svg+xml" });
  }

  async function toPng(figure) {
    const url = URL.createObjectURL(toSvg(figure));
    try {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth * PIXELS;
      canvas.height = image.naturalHeight * PIXELS;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    throw new Error("This page may not write to the clipboard.");
  }

  function button(label, spoken, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.setAttribute("aria-label", spoken);
    made.addEventListener("click", act);
    return made;
  }

  function equip(figure) {
    const name = figure.id.replace(/^fig-/, "");
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    const bar = document.createElement("div");
    bar.className = "figure-share";
    const numbers = figure.querySelector(".figure-data a[download]");
    if (numbers) bar.append(button("CSV", "Download the numbers (CSV)", () => numbers.click()));
    bar.append(
      button("SVG", "Download the picture (SVG)", () => save(toSvg(figure), `${name}.svg`)),
      button("PNG", "Download the picture (PNG)", async () => {
        save(await toPng(figure), `${name}.png`);
      }),
      button("Copy link", "Copy a link to this figure", () =>
        copy(address(figure)).then(
          () => { told.textContent = "Link copied"; },
          () => { told.textContent = address(figure); },
        )),
      told,
    );
    figure.append(bar);
  }

  for (const figure of document.querySelectorAll(".book-figure")) {
    if (figure.querySelector(".figure-static svg")) equip(figure);
  }
})();
