// Makes the register's form search, filter and sort its table, and keeps the choice in the address.
// Without this file the register is a plain table.
(() => {
  "use strict";

  const STEP = 30;
  const FILTERS = ["q", "council", "place", "family", "category", "size", "stage", "saving"];
  const COLUMNS = { Arrangement: ["name"], Service: ["service"], Councils: ["councils-down", "councils-up"], Stage: ["since-down", "since-up"], "Saving a year": ["saving-down", "saving-up"] };
  const LIKE = new Intl.Collator("en-GB");

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const slug = (text) => (plain(text).match(/[a-z0-9]+/g) ?? []).join("-");
  const say = (count) => (count === 1 ? "1 arrangement" : `${count.toLocaleString("en-GB")} arrangements`);

  function makeElement(name, text, act) {
    const made = document.createElement(name);
    made.textContent = text;
    if (name === "button") made.type = "button";
    if (act) made.addEventListener("click", act);
    return made;
  }

  function start(register) {
    const form = register.querySelector("form");
    const body = register.querySelector("tbody");
    const told = register.querySelector(".register-message");
    const counted = register.querySelector(".register-count");
    const councils = [...form.querySelectorAll("datalist option")].map((option) => ({ name: option.value, code: option.dataset.code }));
    const rows = [...body.rows].map((row, place) => ({ row, place, id: row.id, held: row.dataset, text: plain(row.textContent), service: row.cells[1].firstChild?.textContent ?? "" }));
    const more = makeElement("button", "", () => {
      const next = shown[limit]?.row;
      limit += STEP;
      draw();
      next?.querySelector("a").focus();
    });
    let council = null;
    let limit = STEP;
    let shown = rows;

    more.className = "register-more";
    register.append(more);

    function findCouncil(text) {
      const wanted = plain(text.trim());
      const exact = councils.find(({ name, code }) => plain(name) === wanted || code.toLowerCase() === wanted);
      const begun = wanted ? councils.filter(({ name }) => plain(name).startsWith(wanted)) : [];
      return exact ?? (begun.length === 1 ? begun[0] : null);
    }

    function matches({ held, text }) {
      const words = plain(form.q.value).split(/\s+/).filter(Boolean);
      const has = held.saving === undefined ? "no" : "yes";
      return (
        words.every((word) => text.includes(word)) &&
        (!council || (held.council ?? "").split(" ").includes(council.code)) &&
        (!form.place.value || held.place.split(" ").includes(form.place.value)) &&
        ["family", "category", "size", "stage"].every((name) => !form[name].value || held[name] === form[name].value) &&
        (!form.saving.value || form.saving.value === has)
      );
    }

    function compare(one, other) {
      const [key, direction] = form.sort.value.split("-");
      if (key === "service") return LIKE.compare(one.service, other.service) || one.place - other.place;
      if (key === "name") return one.place - other.place;
      const [a, b] = [one.held[key], other.held[key]];
      if (a === undefined || b === undefined) return (a === undefined) - (b === undefined) || one.place - other.place;
      return (direction === "down" ? b - a : a - b) || one.place - other.place;
    }

    function isFiltered() {
      return Boolean(council) || FILTERS.some((name) => name !== "council" && form[name].value.trim());
    }

    function count() {
      const others = FILTERS.some((name) => name !== "council" && form[name].value.trim());
      if (!shown.length && council && !others) return `No arrangement of ${council.name} is on record.`;
      if (!shown.length) return "No arrangement matches. Clear a filter, or search for one word, such as waste, legal or Norfolk.";
      if (council) return `Arrangements of ${council.name}${others ? " that match" : ""} (${shown.length})`;
      return isFiltered() ? `${shown.length.toLocaleString("en-GB")} of ${say(rows.length)}` : say(rows.length);
    }

    function draw() {
      shown = rows.filter(matches).sort(compare);
      const visible = new Set(shown.slice(0, limit));
      for (const entry of rows) entry.row.hidden = !visible.has(entry);
      body.append(...shown.map(({ row }) => row));
      const left = shown.length - visible.size;
      more.hidden = left <= 0;
      more.textContent = `Show ${Math.min(left, STEP)} more of ${left.toLocaleString("en-GB")} left`;
      register.querySelector("table").hidden = !shown.length;
      if (counted.textContent !== count()) counted.textContent = count();
      markOrder();
    }

    function markOrder() {
      for (const head of register.querySelectorAll("thead th")) {
        const place = COLUMNS[head.textContent].indexOf(form.sort.value);
        if (place < 0) head.removeAttribute("aria-sort");
        else head.setAttribute("aria-sort", form.sort.value.endsWith("-down") ? "descending" : "ascending");
      }
    }

    function keepInAddress() {
      const kept = new URLSearchParams();
      for (const name of FILTERS) {
        const value = name === "council" ? council?.code : form[name].value.trim();
        if (value) kept.set(name, value);
      }
      if (form.sort.value !== "name") kept.set("sort", form.sort.value);
      const query = kept.toString();
      history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
    }

    function choose(name, value) {
      const control = form[name];
      const found = [...control.options].find((option) => option.value && [option.value, slug(option.value)].includes(option.value === value ? value : slug(value)));
      control.value = found ? found.value : name === "sort" ? "name" : "";
      return Boolean(found);
    }

    function readAddress() {
      const given = new URLSearchParams(location.search);
      const unknown = [];
      form.q.value = given.get("q") ?? "";
      council = given.get("council") ? findCouncil(given.get("council")) : null;
      form.council.value = council?.name ?? "";
      if (given.get("council") && !council) unknown.push(`There is no council “${given.get("council")}” in this register.`);
      for (const name of [...FILTERS.slice(2), "sort"]) {
        const value = given.get(name) ?? "";
        if (value && !choose(name, value)) unknown.push(`There is no ${name} “${value}” in this register.`);
        else if (!value) form[name].value = name === "sort" ? "name" : "";
      }
      told.textContent = unknown.length ? `${unknown.join(" ")} ${isFiltered() ? "" : "The whole register is below."}`.trim() : "";
      limit = STEP;
      draw();
      // A link from elsewhere is about the answer, which stands below the page's introduction.
      if (unknown.length) told.scrollIntoView();
      else if (isFiltered()) counted.scrollIntoView();
    }

    function clear() {
      for (const name of FILTERS) form[name].value = "";
      council = null;
    }

    function followAnchor() {
      const raw = location.hash.slice(1);
      let id = raw;
      try { id = decodeURIComponent(raw); } catch { /* Shown as it was written. */ }
      if (!id) return;
      const wanted = rows.find((entry) => entry.id === id);
      if (!wanted) {
        if (document.getElementById(id)) return;
        clear();
        draw();
        told.textContent = `There is no arrangement “${id}” in this edition. The whole register is below.`;
        told.scrollIntoView();
        return;
      }
      if (!shown.includes(wanted)) {
        clear();
        draw();
      }
      limit = Math.max(limit, shown.indexOf(wanted) + STEP);
      draw();
      wanted.row.scrollIntoView({ block: "center" });
    }

    function change() {
      told.textContent = "";
      limit = STEP;
      draw();
      keepInAddress();
    }

    let waiting;
    form.q.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(change, 150);
    });
    form.council.addEventListener("input", () => {
      const typed = plain(form.council.value.trim());
      const found = councils.find(({ name }) => plain(name) === typed) ?? null;
      if (found === council) return;
      council = found;
      change();
    });
    form.council.addEventListener("change", () => {
      const typed = form.council.value.trim();
      council = findCouncil(typed);
      if (council) form.council.value = council.name;
      change();
      if (typed && !council) told.textContent = `No council is called “${typed}”. Choose one from the list.`;
    });
    for (const select of form.querySelectorAll("select")) select.addEventListener("change", change);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      clear();
      form.sort.value = "name";
      change();
      form.q.focus();
    });
    for (const head of register.querySelectorAll("thead th")) {
      const orders = COLUMNS[head.textContent];
      const order = () => {
        form.sort.value = form.sort.value === orders[0] ? orders.at(-1) : orders[0];
        change();
      };
      head.replaceChildren(makeElement("button", head.textContent, order));
    }
    window.addEventListener("hashchange", followAnchor);
    window.addEventListener("popstate", readAddress);
    readAddress();
    followAnchor();
  }

  document.querySelectorAll(".register").forEach(start);
})();
