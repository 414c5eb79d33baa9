// What is clicked while the next page is on its way is clicked once it has come: its address then holds both choices.
(() => {
  "use strict";
  let coming = false;
  let waiting = [];

  const isPlain = event => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  document.addEventListener("click", event => {
    const link = event.target.closest("#desk a[id]");
    if (!coming || !link || !isPlain(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.push(link.id);
  }, true);

  document.addEventListener("htmx:beforeSend", event => {
    if (event.detail.elt.matches("a")) coming = true; // not the count of a large draft, which may take long
  });

  const next = () => {
    coming = false;
    const link = document.getElementById(waiting.shift() ?? "");
    if (link) link.click();
    else waiting = [];
  };
  document.addEventListener("htmx:afterSettle", event => {
    if (coming && event.target.id === "desk") next();
  });

  for (const failure of ["htmx:sendError", "htmx:sendAbort", "htmx:timeout", "htmx:swapError"]) {
    document.addEventListener(failure, event => {
      if (!event.detail.elt.matches("a")) return;
      coming = false;
      waiting = [];
    });
  }
})();
