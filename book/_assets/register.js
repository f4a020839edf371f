// Makes the register searchable and sortable. Without this file it is a plain table.
(() => {
  "use strict";

  const here = document.currentScript.src;
  const near = (name) => new URL(name, here).href;
  const WORDS = {
    search: "Search for a council, service or place:",
    info: "Arrangements _START_ to _END_ of _TOTAL_",
    infoFiltered: "(filtered from _MAX_)",
    infoEmpty: "No arrangements",
    zeroRecords: "Nothing found. Try one word, such as waste, legal or Norfolk.",
    lengthMenu: "Show _MENU_ at a time",
  };

  function load(element) {
    return new Promise((resolve, reject) => {
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  async function makeSearchable(table) {
    const look = Object.assign(document.createElement("link"), { rel: "stylesheet", href: near("datatables.css") });
    const code = Object.assign(document.createElement("script"), { src: near("datatables.js") });
    await Promise.all([load(look), load(code)]);
    const anchor = decodeURIComponent(location.hash.slice(1));
    const register = new window.DataTable(table, {
      language: WORDS,
      layout: { topStart: "search", topEnd: "info", bottomStart: null, bottomEnd: "paging" },
      order: [],
      pageLength: 20,
      autoWidth: false,
    });
    if (anchor) showArrangement(register, anchor);
    register.on("page", () => table.closest(".dt-container").scrollIntoView());
  }

  // A link to one arrangement must find its row, whichever page of the table holds it.
  function showArrangement(register, id) {
    const place = register.rows({ order: "applied" }).nodes().toArray().findIndex((row) => row.id === id);
    if (place < 0) return;
    register.page(Math.floor(place / register.page.len())).draw(false);
    document.getElementById(id).scrollIntoView({ block: "center" });
  }

  function start() {
    const table = document.querySelector(".register-table");
    if (table) makeSearchable(table).catch((error) => console.warn("The register stays a plain table:", error));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
