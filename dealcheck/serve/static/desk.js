// What is clicked or sent while the next page is on its way waits until it has come: its address then holds both choices.
(() => {
  "use strict";
  let coming = false;
  let waiting = [];
  let last = "";

  const isPlain = event => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const isPage = event => event.detail.elt.matches("a, form"); // not the count of a large draft, which may take long
  const stop = event => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  document.addEventListener("click", event => {
    const link = event.target.closest("#desk a[id]");
    if (!link || !isPlain(event)) return;
    // The second click of a double click hits whatever has come to be there; only Undo is meant twice.
    const again = event.detail > 1 && !(link.id === "undo" && last === "undo");
    if (again || coming) stop(event);
    if (again) return;
    last = link.id;
    if (coming) waiting.push(link.id);
  }, true);

  document.addEventListener("submit", event => {
    if (!coming || !event.target.closest("#desk form[id]")) return;
    stop(event);
    waiting.push(event.target.id);
  }, true);

  document.addEventListener("htmx:beforeSend", event => {
    if (isPage(event)) coming = true;
  });

  const next = () => {
    coming = false;
    while (!coming && waiting.length) {
      const element = document.getElementById(waiting.shift());
      if (element instanceof HTMLFormElement) element.requestSubmit();
      else if (element) element.click();
      else waiting = [];
    }
  };
  document.addEventListener("htmx:afterSettle", event => {
    if (coming && event.target.id === "desk") next();
  });

  const fail = () => {
    coming = false;
    waiting = [];
  };
  const show = isTrouble => {
    document.getElementById("trouble").hidden = !isTrouble;
  };
  for (const failure of ["htmx:sendError", "htmx:sendAbort", "htmx:timeout", "htmx:swapError"]) {
    document.addEventListener(failure, event => {
      if (isPage(event)) fail();
      if (failure === "htmx:sendError" || failure === "htmx:timeout") show(true);
    });
  }
  document.addEventListener("htmx:beforeSwap", event => {
    const isOurs = event.detail.serverResponse.includes('id="desk"'); // and not the refusal of another start of serve
    show(!isOurs);
    if (isOurs) return;
    event.detail.shouldSwap = false;
    fail();
  });
})();
