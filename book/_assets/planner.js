// Shows the planner's answer to what is chosen. Every answer was worked out when the page was made.
(() => {
  "use strict";

  const REGISTER = "reference/register.html";
  const COPIED = "Copied.";

  function make(tag, text, attributes = {}) {
    const element = Object.assign(document.createElement(tag), attributes);
    element.textContent = text;
    return element;
  }

  function readLink() {
    const asked = new URLSearchParams(location.hash.slice(1));
    return asked.has("service") || asked.has("councils") ? asked : null;
  }

  function showPicture(row, picture) {
    row.hidden = picture.dots.length === 0;
    const track = row.querySelector(".planner-track");
    const half = track.querySelector(".planner-half");
    half.style.display = picture.half ? "" : "none";
    if (picture.half) {
      half.style.left = `${picture.half[0]}%`;
      half.style.width = `${picture.half[1] - picture.half[0]}%`;
    }
    track.querySelectorAll(".planner-dot").forEach((dot) => dot.remove());
    for (const [left, up] of picture.dots) {
      const dot = make("i", "", { className: "planner-dot" });
      dot.style.left = `${left}%`;
      dot.style.setProperty("--up", up);
      track.append(dot);
    }
  }

  function makeMatch(item, how) {
    const line = document.createElement("li");
    line.append(
      make("a", item.name, { href: `${REGISTER}#${encodeURIComponent(item.id)}` }),
      make("span", item.saving),
      make("small", `${item.facts}. Match: ${how}.`),
    );
    return line;
  }

  function run(planner) {
    const data = JSON.parse(document.querySelector(".planner-data").textContent);
    const lists = { service: planner.querySelector("#planner-service"), councils: planner.querySelector("#planner-councils") };
    const lost = planner.querySelector(".planner-lost");
    const words = planner.querySelectorAll(".planner-words p:not(.planner-lost)");
    const copied = planner.querySelector(".planner-share span");

    function show() {
      const cell = data.cells[`${lists.service.value}/${lists.councils.value}`];
      words.forEach((paragraph, place) => { paragraph.textContent = cell.words[place]; });
      planner.querySelector(".planner-picture").setAttribute("aria-label", cell.alt);
      for (const name of ["plain", "corrected"]) showPicture(planner.querySelector(`.planner-${name}`), cell[name]);
      planner.querySelector(".planner-matches").replaceChildren(...cell.matches.map(([place, how]) => makeMatch(data.items[place], how)));
      copied.textContent = "";
    }

    function say(unknown) {
      lost.hidden = unknown.length === 0;
      lost.textContent = unknown.length === 0 ? "" : `This edition does not know ${unknown.map((value) => `“${value.slice(0, 60)}”`).join(" and ")}, which the link asks for. Shown instead is the answer to what stands in the boxes.`;
    }

    function follow() {
      const asked = readLink();
      if (!asked) return;
      const unknown = [];
      Object.entries(lists).forEach(([name, list], place) => {
        const wanted = asked.get(name);
        const known = [...list.options].some((option) => option.value === wanted);
        if (wanted !== null && !known) unknown.push(wanted);
        list.value = known ? wanted : data.start[place];
      });
      show();
      say(unknown);
    }

    function choose() {
      const link = new URLSearchParams({ service: lists.service.value, councils: lists.councils.value });
      history.replaceState(null, "", `#${link}`);
      show();
      say([]);
    }

    async function copy() {
      const link = new URL(location.href);
      link.hash = new URLSearchParams({ service: lists.service.value, councils: lists.councils.value });
      try {
        await navigator.clipboard.writeText(link.href);
        copied.textContent = COPIED;
      } catch {
        copied.textContent = link.href;
      }
    }

    Object.values(lists).forEach((list) => list.addEventListener("change", choose));
    planner.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    planner.querySelector(".planner-share button").addEventListener("click", copy);
    window.addEventListener("hashchange", follow);
    follow();
    // A browser may bring back the boxes of an earlier visit without their answer.
    if (!readLink()) show();
  }

  function start() {
    // A heading of the data dictionary is called #planner too.
    const all = document.querySelector(".planner-all");
    if (!all) return;
    all.open = false;
    all.classList.add("is-ready");
    run(document.querySelector("#planner"));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
