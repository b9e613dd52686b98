// What the page does by itself, without asking the server: jumping from a mark to its quote,
// copying, bringing a new turn into view. Every control is found by its data-action, so markup
// that arrives later needs no wiring.
(() => {
  "use strict";
  if (window.vraagbaak) return;
  document.documentElement.lang = "nl";

  let awaited = null; // a mark whose source card has been asked for and is still to come
  let shownTurn = null;

  const swallow = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.shiftKey || !event.target.closest("#vb-query-box")) return;
      // While a reply is under way the next query stays in the box; a key held down asks once.
      if (event.repeat || document.querySelector("[data-busy]")) swallow(event);
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      // The second half of a double click would ask the same thing again.
      if (event.detail > 1 && event.target.closest("#vb-send, [data-action='ask'], [data-action='retry']")) swallow(event);
    },
    true,
  );

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function bringIntoView(target, block) {
    target.scrollIntoView({ block, inline: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  function reveal(anchor, mark) {
    const card = anchor.closest(".vb-card, details") || anchor;
    for (let fold = card.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    document.querySelectorAll(".is-lit").forEach((old) => old.classList.remove("is-lit"));
    // Quoted words and cells carry the offsets of the quotes that they belong to.
    const quotes = [...card.querySelectorAll(`[data-quotes~="${CSS.escape(mark.dataset.quote)}"]`)];
    [card, ...quotes].forEach((part) => part.classList.add("is-lit"));
    card.focus({ preventScroll: true });
    bringIntoView(quotes[0] || card, quotes.length ? "center" : "start");
  }

  function openSource(mark, trigger) {
    const anchor = document.getElementById(mark.dataset.target);
    if (anchor) return reveal(anchor, mark);
    awaited = mark;
    trigger("select", { turn: Number(mark.dataset.turn) });
  }

  function copy(button) {
    const done = () => {
      const words = button.textContent;
      if (button.dataset.copied) return;
      button.dataset.copied = words;
      button.textContent = "Gekopieerd";
      setTimeout(() => {
        if (button.textContent === "Gekopieerd") button.textContent = words;
        delete button.dataset.copied;
      }, 1600);
    };
    // Over plain HTTP from another machine there is no clipboard API.
    if (navigator.clipboard) return navigator.clipboard.writeText(button.dataset.copy).then(done);
    const area = document.createElement("textarea");
    area.value = button.dataset.copy;
    area.className = "vb-unseen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    done();
  }

  // A new turn starts at the top of its column, and its reply grows into the room below it: what is
  // being read never moves. Two frames later the other parts of the page have settled as well.
  function startTurn(element) {
    const turn = element.querySelector(".vb-turn");
    const isNew = turn && turn.id !== shownTurn;
    shownTurn = turn ? turn.id : null;
    if (isNew) requestAnimationFrame(() => requestAnimationFrame(() => turn.scrollIntoView({ block: "start" })));
  }

  function listen(element, trigger, watch, actions) {
    const does = {
      ask: (control) => {
        const { query, document } = control.dataset;
        trigger("submit", { action: "ask", query, document });
      },
      retry: () => trigger("retry", { action: "retry" }),
      edit: () => trigger("edit", {}),
      source: (control) => openSource(control, trigger),
      sources: (control) => {
        awaited = null;
        trigger("select", { turn: Number(control.dataset.turn) });
        const panel = document.getElementById("vb-side");
        if (panel) bringIntoView(panel, "start");
      },
      back: (control) => {
        const turn = document.getElementById(control.dataset.target);
        if (!turn) return;
        bringIntoView(turn, "start");
        turn.focus({ preventScroll: true });
      },
    };
    element.addEventListener("click", (event) => {
      const control = event.target.closest("[data-action]");
      if (!control || !element.contains(control)) return;
      const action = control.dataset.action;
      if (action !== "copy" && !actions.includes(action)) return;
      event.preventDefault();
      if (action === "copy") copy(control);
      else does[action](control);
    });
    watch("value", () => {
      if (element.closest("#vb-current")) startTurn(element);
      if (!awaited || !element.closest("#vb-sources-panel")) return;
      const anchor = document.getElementById(awaited.dataset.target);
      if (anchor) reveal(anchor, awaited);
      awaited = null;
    });
  }

  window.vraagbaak = { listen };
})();
