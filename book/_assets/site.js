// Copy buttons for the citation of a page. Without this file the citation is text to select.
(() => {
  "use strict";

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    throw new Error("This page may not write to the clipboard.");
  }

  function select(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  function offerCopy(element) {
    const button = document.createElement("button");
    const told = document.createElement("span");
    button.type = "button";
    button.className = "cite-copy";
    button.textContent = `Copy ${element.dataset.copy}`;
    told.setAttribute("role", "status");
    button.addEventListener("click", () =>
      copy(element.textContent.trim()).then(
        () => { told.textContent = "Copied"; },
        () => {
          select(element);
          told.textContent = "Selected: copy it with your keyboard";
        },
      ));
    element.after(button, told);
  }

  document.querySelectorAll(".cite-page [data-copy]").forEach(offerCopy);
})();
