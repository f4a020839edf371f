// What the pages do beyond reading: live charts over their static pictures, and the list of
// editions. Every page works without this file.
(() => {
  "use strict";

  // The theme complains of a reader who has not chosen between light and dark yet.
  document.documentElement.dataset.mode ||= "auto";

  // Named with its version, so that a browser need not ask for it again.
  const VEGA = new URL(document.currentScript.dataset.vega ?? "vega.js", document.currentScript.src).href;
  let vega;

  function loadVega() {
    vega ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = VEGA;
      script.onload = () => resolve(window.vegaEmbed);
      script.onerror = reject;
      document.head.append(script);
    });
    return vega;
  }

  async function mount(chart) {
    const frame = chart.closest(".book-figure");
    const spec = JSON.parse(frame.querySelector(".figure-spec").textContent);
    const live = document.createElement("div");
    const controls = document.createElement("div");
    live.className = "figure-live";
    // The words of the figure speak for the picture; its marks would speak one by one.
    live.setAttribute("aria-hidden", "true");
    controls.className = "figure-controls";
    chart.append(live);
    chart.before(controls);
    try {
      const embed = await loadVega();
      // `ast` keeps charts alive where a host's security policy forbids eval.
      const options = { actions: false, renderer: "svg", ast: true, bind: controls };
      const { view } = await embed(live, spec, options);
      chart.classList.add("is-live");
      if (spec.width === "container") followWidth(live, view);
      letKeyboardScroll(chart);
    } catch (error) {
      live.remove();
      controls.remove();
      console.warn("The chart stays a static picture:", error);
    }
  }

  function followWidth(live, view) {
    let width = live.clientWidth;
    // A window's resize is not enough: sidebars fold, and <details> open.
    new ResizeObserver(() => {
      if (live.clientWidth === 0 || live.clientWidth === width) return;
      width = live.clientWidth;
      view.signal("width", width).runAsync();
    }).observe(live);
  }

  function letKeyboardScroll(chart) {
    if (chart.scrollWidth > chart.clientWidth) chart.tabIndex = 0;
  }

  function mountWhenNear(charts) {
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries.filter((seen) => seen.isIntersecting)) {
        watcher.unobserve(entry.target);
        mount(entry.target);
      }
    }, { rootMargin: "400px" });
    charts.forEach((chart) => watcher.observe(chart));
  }

  function closeWhenLeft(switcher) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !switcher.open) return;
      switcher.open = false;
      switcher.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (!switcher.contains(event.target)) switcher.open = false;
    });
    switcher.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !switcher.contains(event.relatedTarget)) switcher.open = false;
    });
  }

  async function addLaterEditions(switcher) {
    if (location.protocol === "file:") return;
    const { root, page, year } = switcher.dataset;
    const response = await fetch(`${root}switcher.json`);
    if (!response.ok) return;
    const editions = (await response.json()).map((edition) => ({
      year: String(edition.year),
      href: `${root}${edition.url}${page}`,
      newest: edition.newest,
    }));
    if (!editions.some((edition) => edition.year === year)) return;
    switcher.querySelector("ul").replaceChildren(...editions.map((e) => editionItem(e, year)));
    const newest = editions.find((edition) => edition.newest);
    const note = document.querySelector(".edition-note");
    note.hidden = newest.year === year;
    note.querySelector("a").href = newest.href;
    note.querySelector("a").textContent = `Newest edition: ${newest.year}`;
  }

  function editionItem({ year, href }, current) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = href;
    link.textContent = year;
    if (year === current) link.setAttribute("aria-current", "page");
    item.append(link);
    return item;
  }

  function start() {
    mountWhenNear(document.querySelectorAll(".figure-chart:not(.is-drawn)"));
    document.querySelectorAll(".cell_output").forEach(letKeyboardScroll);
    document.querySelectorAll("details.hide > summary").forEach((fold) => fold.removeAttribute("aria-label"));
    for (const switcher of document.querySelectorAll(".edition-switcher")) {
      closeWhenLeft(switcher);
      addLaterEditions(switcher).catch(() => {});
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
