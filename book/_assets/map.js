// The map of sharing: choose a council or a family, look closer, and keep the choice in the link.
// Without this file the map is a picture with its data in a table.
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const CLOSEST = 12;
  const REACH = 14;
  const LISTED = 8;
  const ABOVE = 170;
  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const count = (n, thing) => `${n} ${thing}${n === 1 ? "" : "s"}`;

  function make(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function start(figure) {
    const { look, families, services, councils, arrangements, register } = JSON.parse(
      figure.querySelector(".map-data").textContent,
    );
    const picture = figure.querySelector("svg.map");
    const scene = picture.querySelector(".map-scene");
    const frame = picture.viewBox.baseVal;
    const panel = figure.querySelector(".map-panel");
    const hint = panel.firstElementChild.cloneNode(true);
    const told = figure.querySelector(".map-told");
    const box = (name) => figure.querySelector(`[name="map-${name}"]`);
    const numbers = new Map(councils.map(([code], number) => [code, number]));
    const chart = picture.closest(".figure-chart");
    const label = make("div", "", "map-label");
    const layers = [...picture.querySelectorAll(".map-lines")].map((lines) => {
      const lit = document.createElementNS(SVG, "g");
      lines.after(lit);
      const dots = [...lit.nextElementSibling.querySelectorAll("circle")].map((circle) => ({
        circle,
        number: numbers.get(circle.dataset.code),
        x: Number(circle.getAttribute("cx")),
        y: Number(circle.getAttribute("cy")),
      }));
      const inset = !scene.contains(lines);
      return { lines, lit, dots, inset, spots: new Map(dots.map((dot) => [dot.number, dot])) };
    });
    let chosen = -1;
    let family = -1;
    let zoom = { k: 1, x: 0, y: 0 };

    // What is known under the chosen family: arrangements by council, and by pair.
    function gather() {
      const shown = arrangements.filter((each) => family < 0 || each[2] === family);
      const sizes = councils.map(() => 0);
      const lines = new Map();
      const partners = new Map();
      for (const [, , , , , , , members, , links] of shown) {
        for (const member of members) sizes[member] += 1;
        for (let i = 0; i < links.length; i += 2) {
          const pair = `${links[i]} ${links[i + 1]}`;
          lines.set(pair, (lines.get(pair) ?? 0) + 1);
        }
        if (!members.includes(chosen)) continue;
        for (const other of members) {
          if (other !== chosen) partners.set(other, (partners.get(other) ?? 0) + 1);
        }
      }
      return { shown, sizes, lines, partners };
    }

    function drawLines(group, pairs, spots) {
      const paths = new Map(look.widths.map(([, width]) => [width, ""]));
      for (const [one, other, n] of pairs) {
        const from = spots.get(one);
        const to = spots.get(other);
        if (!from || !to) continue;
        const width = look.widths.filter(([least]) => n >= least).at(-1)[1];
        paths.set(width, `${paths.get(width)}M${from.x} ${from.y}L${to.x} ${to.y}`);
      }
      group.replaceChildren(...[...paths].map(([width, d]) => {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("stroke-width", width);
        path.setAttribute("vector-effect", "non-scaling-stroke");
        path.setAttribute("d", d);
        return path;
      }));
    }

    function paint() {
      const { sizes, lines, partners } = gather();
      const pairs = [...lines].map(([pair, n]) => [...pair.split(" ").map(Number), n]);
      const rays = [...partners].map(([other, n]) => [chosen, other, n]);
      for (const { lines: base, lit, dots, inset, spots } of layers) {
        drawLines(base, pairs, spots);
        base.setAttribute("stroke-opacity", chosen < 0 ? look.opacity : 0.15);
        for (const [name, value] of [["stroke", look.accent], ["stroke-linecap", "round"], ["fill", "none"]]) {
          lit.setAttribute(name, value);
        }
        drawLines(lit, rays, spots);
        const grown = inset ? 1.5 : zoom.k ** 0.4 / zoom.k;
        for (const { circle, number } of dots) {
          const size = sizes[number];
          const own = councils[number][3];
          const radius = size ? look.radius * Math.max(size, 1.5) ** 0.5 : look.unnamed;
          const mine = number === chosen;
          const near = partners.has(number);
          const colour = mine ? look.accent : size ? look.main : look.muted;
          circle.setAttribute("r", ((mine || near ? Math.max(radius, 2.2) : radius) * grown).toFixed(2));
          circle.setAttribute("fill", size && !own && !mine ? look.land : colour);
          circle.setAttribute("stroke", mine ? look.neutral : size && !own ? look.main : look.land);
          circle.setAttribute("stroke-width", mine ? 1.5 : own ? 0.5 : 0.9);
          circle.setAttribute("opacity", chosen < 0 || mine || near ? 1 : 0.3);
        }
      }
    }

    function move() {
      scene.setAttribute("transform", `translate(${zoom.x.toFixed(2)} ${zoom.y.toFixed(2)}) scale(${zoom.k.toFixed(3)})`);
      const closer = zoom.k > 1.01;
      for (const part of picture.querySelectorAll(".map-insets, .map-legend")) {
        part.setAttribute("display", closer ? "none" : "inline");
      }
      figure.querySelector('[data-zoom="out"]').disabled = !closer;
      figure.querySelector('[data-zoom="in"]').disabled = zoom.k >= CLOSEST;
    }

    // Bring a point of the scene into the middle, `k` times as large, never leaving the picture.
    function lookAt(x, y, k) {
      const scale = Math.min(CLOSEST, Math.max(1, k));
      const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
      // The Northern Isles lie above the picture's upper edge.
      const above = scale > 1 ? ABOVE * scale : 0;
      zoom = {
        k: scale,
        x: clamp(frame.width / 2 - x * scale, frame.width * (1 - scale), 0),
        y: clamp(frame.height / 2 - y * scale, frame.height * (1 - scale), above),
      };
      move();
      paint();
    }

    function lookCloser(times) {
      const spot = layers[0].spots.get(chosen);
      const middle = { x: (frame.width / 2 - zoom.x) / zoom.k, y: (frame.height / 2 - zoom.y) / zoom.k };
      const { x, y } = spot ?? middle;
      lookAt(x, y, zoom.k * times);
      box("part").selectedIndex = 0;
    }

    function lookAtPart(part) {
      const inside = layers[0].dots.filter(({ number }) => councils[number][2] === part);
      if (!inside.length) return lookAt(0, 0, 1);
      const xs = inside.map((dot) => dot.x);
      const ys = inside.map((dot) => dot.y);
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      const k = 0.85 * Math.min(frame.width / Math.max(right - left, 1), frame.height / Math.max(bottom - top, 1));
      return lookAt((left + right) / 2, (top + bottom) / 2, k);
    }

    function describe([id, name, , service, stage, since, saving, members, others]) {
      const item = make("li");
      const link = make("a", name);
      link.href = `${register}#${encodeURIComponent(id || slug(name))}`;
      const names = [...members.filter((m) => m !== chosen).map((m) => councils[m][1]), ...others];
      const more = names.length > LISTED + 1 ? names.splice(LISTED).length : 0;
      const last = more ? `${more} more` : names.pop();
      const list = names.length ? `${names.join(", ")} and ${last}` : last;
      const facts = [services[service], since ? `since ${since}` : "", stage].filter(Boolean);
      item.append(
        link,
        make("small", facts.join(" · ")),
        make("small", last ? `With ${list}` : "Its partners are not named"),
        make("small", saving || "No usable saving on record"),
      );
      return item;
    }

    function list() {
      const { shown, partners } = gather();
      panel.scrollTop = 0;
      if (chosen < 0) {
        panel.replaceChildren(hint.cloneNode(true));
        return;
      }
      const [code, name, where] = councils[chosen];
      const own = shown.filter(([, , , , , , , members]) => members.includes(chosen));
      const all = make("a", "All in the register, plans too");
      all.href = `${register}?council=${encodeURIComponent(code)}`;
      const items = make("ul");
      items.append(...own.map(describe));
      const heading = make("p", name, "map-name");
      const summary = `${where}. ${count(own.length, "arrangement")} with ${count(partners.size, "other council")}`;
      const last = make("p");
      last.append(all);
      panel.replaceChildren(heading, make("p", `${summary}${inFamily()}.`), last, items);
    }

    const inFamily = () => (family < 0 ? "" : `, ${families[family]} only`);

    function tell() {
      const { shown, sizes, partners } = gather();
      if (chosen >= 0) {
        const part = `${count(sizes[chosen], "arrangement")} with ${count(partners.size, "other council")}`;
        return `${councils[chosen][1]}: ${part}${inFamily()}.`;
      }
      return `${count(shown.length, "arrangement")} of ${count(sizes.filter(Boolean).length, "council")}${inFamily()}.`;
    }

    function keep() {
      const query = new URLSearchParams(location.search);
      const set = (name, value) => (value ? query.set(name, value) : query.delete(name));
      set("council", chosen < 0 ? "" : councils[chosen][0]);
      set("family", family < 0 ? "" : slug(families[family]));
      const text = query.toString();
      try {
        history.replaceState(null, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
      } catch {
        // A page opened from a disk may not change its address.
      }
    }

    function show() {
      box("council").value = chosen < 0 ? "" : councils[chosen][0];
      box("family").selectedIndex = family + 1;
      paint();
      list();
      told.textContent = tell();
    }

    function choose(number) {
      chosen = number;
      show();
      keep();
      const spot = layers[0].spots.get(chosen);
      if (spot && zoom.k > 1) lookAt(spot.x, spot.y, zoom.k);
    }

    // The council nearest to a point of the screen, if one is within reach.
    function find(event) {
      let best = null;
      for (const { dots, inset } of layers) {
        if (inset && zoom.k > 1.01) continue;
        const matrix = dots.length && dots[0].circle.getScreenCTM();
        for (const dot of dots) {
          const x = matrix.a * dot.x + matrix.e - event.clientX;
          const y = matrix.d * dot.y + matrix.f - event.clientY;
          const far = Math.hypot(x, y);
          if (far < (best?.far ?? REACH) && isSeen(dot, inset, matrix)) best = { ...dot, far, at: [x, y] };
        }
      }
      return best;
    }

    // Dots of the main map that lie under an inset are out of reach.
    function isSeen(dot, inset, matrix) {
      if (inset || zoom.k > 1.01) return true;
      const x = matrix.a * dot.x + matrix.e;
      const y = matrix.d * dot.y + matrix.f;
      return [...picture.querySelectorAll(".map-inset rect")].every((rect) => {
        const edge = rect.getBoundingClientRect();
        return x < edge.left || x > edge.right || y < edge.top || y > edge.bottom;
      });
    }

    function hover(event) {
      const dot = event.pointerType === "touch" ? null : find(event);
      label.hidden = !dot;
      if (!dot) return;
      label.textContent = `${councils[dot.number][1]}: ${count(gather().sizes[dot.number], "arrangement")}`;
      const edge = chart.getBoundingClientRect();
      const x = event.clientX + dot.at[0] - edge.left;
      const y = event.clientY + dot.at[1] - edge.top;
      label.style.left = `${Math.max(0, Math.min(x + 10, edge.width - label.offsetWidth))}px`;
      label.style.top = `${Math.max(0, y - label.offsetHeight - 8)}px`;
    }

    function fillCouncils() {
      const known = new Set(arrangements.flatMap((each) => each[7]));
      const options = councils.flatMap(([code, name], number) => {
        if (!known.has(number)) return [];
        const option = make("option", name);
        option.value = code;
        return [option];
      });
      box("council").options[0].value = "";
      box("council").append(...options);
      return known;
    }

    function read(known) {
      const query = new URLSearchParams(location.search);
      const unknown = [];
      const code = query.get("council");
      const wanted = query.get("family");
      if (code) {
        chosen = [...known].find((number) => councils[number][0].toLowerCase() === code.toLowerCase()) ?? -1;
        if (chosen < 0) unknown.push(`a council “${code}”`);
      }
      if (wanted) {
        family = families.findIndex((each) => slug(each) === slug(wanted));
        if (family < 0) unknown.push(`a service family “${wanted}”`);
      }
      show();
      if (!unknown.length) return;
      const way = make("a", "Search the register instead");
      way.href = code ? `${register}?council=${encodeURIComponent(code)}` : register;
      told.textContent = `The link asks for ${unknown.join(" and ")}, which this map does not know. ${tell()} `;
      told.append(way, ".");
    }

    label.hidden = true;
    chart.append(label);
    read(fillCouncils());
    move();
    box("council").addEventListener("change", (event) => choose(numbers.get(event.target.value) ?? -1));
    box("family").addEventListener("change", (event) => {
      family = event.target.selectedIndex - 1;
      show();
      keep();
    });
    box("part").addEventListener("change", (event) => lookAtPart(event.target.selectedIndex ? event.target.value : ""));
    figure.querySelector('[data-zoom="in"]').addEventListener("click", () => lookCloser(1.6));
    figure.querySelector('[data-zoom="out"]').addEventListener("click", () => lookCloser(1 / 1.6));
    figure.querySelector('[data-zoom="reset"]').addEventListener("click", () => {
      family = -1;
      box("part").selectedIndex = 0;
      lookAt(0, 0, 1);
      choose(-1);
    });
    picture.addEventListener("click", (event) => {
      const dot = find(event);
      const named = dot && arrangements.some((each) => each[7].includes(dot.number));
      choose(named ? dot.number : -1);
      if (dot && !named) told.textContent = `${councils[dot.number][1]}: no arrangement on record names it.`;
    });
    picture.addEventListener("pointermove", hover);
    picture.addEventListener("pointerleave", () => { label.hidden = true; });
    figure.classList.add("is-ready");
  }

  for (const drawn of document.querySelectorAll(".figure-chart.is-drawn")) {
    if (drawn.scrollWidth > drawn.clientWidth) drawn.tabIndex = 0;
  }
  for (const figure of document.querySelectorAll(".book-figure")) {
    if (figure.querySelector(".map-data")) start(figure);
  }
})();
