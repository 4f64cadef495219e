// Everything works without this file; it only makes things smoother.
"use strict";
(() => {
  document.documentElement.classList.add("js");
  const trouble = document.getElementById("trouble");
  const announce = document.getElementById("announce");
  const word = (name, n) => (trouble?.dataset[name] || "").replace("{n}", n);
  const say = (text) => { if (announce) { announce.textContent = ""; setTimeout(() => { announce.textContent = text; }, 50); } };
  let hiding;
  const complain = (text) => {
    if (!trouble) return;
    trouble.textContent = text; trouble.hidden = false;
    clearTimeout(hiding); hiding = setTimeout(() => { trouble.hidden = true; }, 8000);
  };

  // Ctrl-K goes to the search box.
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      const box = document.getElementById("search");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") { closeMenu(); closeDrops(); }
  });

  // The menu on phones; menus that close when one looks elsewhere.
  const side = document.getElementById("navigation");
  const opener = document.querySelector("[data-menu]");
  const closeMenu = () => {
    if (!side?.classList.contains("side--open")) return;
    side.classList.remove("side--open"); opener?.setAttribute("aria-expanded", "false"); opener?.focus();
  };
  const closeDrops = (except) => document.querySelectorAll("details.drop[open]").forEach((drop) => {
    if (drop !== except) { const inside = drop.contains(document.activeElement); drop.open = false; if (inside) drop.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    const at = event.target;
    if (at.closest("[data-menu]")) {
      event.preventDefault(); side?.classList.add("side--open"); opener.setAttribute("aria-expanded", "true");
      side?.querySelector("a:not(.side__close)")?.focus();
    } else if (at.closest("[data-menu-close]")) {
      event.preventDefault(); closeMenu();
    } else if (side?.classList.contains("side--open") && !side.contains(at)) {
      closeMenu();
    }
    closeDrops(at.closest("details.drop"));

    const copier = at.closest("[data-copy]");
    if (copier) {
      const from = document.querySelector(copier.dataset.copy);
      navigator.clipboard?.writeText((from?.value ?? from?.textContent ?? "").trim()).then(() => { complain(word("copied")); });
    }
    if (at.closest("[data-print]")) window.print();
    const asker = at.closest("[data-dialog]");
    const dialog = asker && document.getElementById(asker.dataset.dialog);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
    if (at.closest("[data-dialog-close]")) at.closest("dialog")?.close();
    if (at.closest('[aria-disabled="true"]')) event.preventDefault();
  });

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    setTimeout(() => { form.dataset.sent = "1"; }, 0);
    setTimeout(() => { delete form.dataset.sent; }, 10000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // Counters under text areas count characters as the server does: one for a rare Han character.
  const count = (line) => {
    const box = document.getElementById(line.dataset.counter);
    if (!box) return;
    const left = Number(line.dataset.limit) - Array.from(box.value.replace(/\r?\n/g, "\n")).length;
    line.textContent = left < 0 ? word("over", -left) : word("left", left);
    line.classList.toggle("field__count--over", left < 0);
  };
  const counters = (root) => root.querySelectorAll("[data-counter]").forEach((line) => {
    const box = document.getElementById(line.dataset.counter);
    box?.removeAttribute("maxlength"); box?.addEventListener("input", () => count(line)); count(line);
  });

  // Choosing rows of a table.
  const picked = (form) => {
    const boxes = [...form.querySelectorAll('input[name="pick"]')];
    const many = boxes.filter((box) => box.checked).length;
    const all = form.querySelector("[data-pick-all]");
    if (all) { all.checked = many > 0 && many === boxes.length; all.indeterminate = many > 0 && many < boxes.length; }
    const label = form.querySelector("[data-picked]");
    if (label) label.textContent = word("picked", many);
  };
  let last;
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    const form = box.closest("form");
    if (!form) return;
    if (box.matches("[data-pick-all]")) {
      form.querySelectorAll('input[name="pick"]').forEach((each) => { each.checked = box.checked; });
    } else if (box.name === "pick") {
      if (event.shiftKey && last && last.form === form) {
        const boxes = [...form.querySelectorAll('input[name="pick"]')];
        const [a, b] = [boxes.indexOf(last), boxes.indexOf(box)].sort((x, y) => x - y);
        boxes.slice(a, b + 1).forEach((each) => { each.checked = box.checked; });
      }
      last = box;
    } else return;
    picked(form);
  });

  // Drafts stay in this browser's session, where the form asks for it, and go when it is sent.
  const PREFIX = "draft:";
  const drafts = (root) => root.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = PREFIX + form.dataset.draft;
    const fields = () => [...form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit", "button"].includes(f.type));
    let held = {};
    try { held = JSON.parse(sessionStorage.getItem(key) || "{}"); } catch { held = {}; }
    if (form.dataset.draftKeep !== "no" && !form.querySelector(".field--wrong")) {
      fields().forEach((f) => {
        if (!(f.name in held)) return;
        if (["checkbox", "radio"].includes(f.type)) f.checked = held[f.name].includes(f.value);
        else if (!f.value) f.value = held[f.name];
      });
    }
    let soon;
    const keep = () => {
      const now = {};
      fields().forEach((f) => {
        if (["checkbox", "radio"].includes(f.type)) { now[f.name] = now[f.name] || []; if (f.checked) now[f.name].push(f.value); }
        else now[f.name] = f.value;
      });
      try { sessionStorage.setItem(key, JSON.stringify(now)); } catch { /* full or forbidden: no draft */ }
    };
    form.addEventListener("input", () => { if (form.dataset.draftKeep === "no") return; clearTimeout(soon); soon = setTimeout(keep, 400); });
  });
  document.querySelectorAll("[data-draft-wipe]").forEach((at) => {
    const names = at.dataset.draftWipe;
    Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && (names === "" || names.split(" ").includes(key.slice(PREFIX.length))))
      .forEach((key) => sessionStorage.removeItem(key));
  });

  // Filters act as soon as a choice is made, where htmx carries them.
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-auto]");
    if (form && window.htmx && !event.target.matches('[type="search"],[type="text"]')) form.requestSubmit();
  });

  // htmx: say what changed, go to what is wrong, tell of trouble.
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    counters(root); drafts(root);
    const wrong = root.querySelector?.("[data-focus]");
    if (wrong) wrong.focus(); else say(root.querySelector?.("[data-say]")?.textContent.trim() || word("done"));
  });
  document.addEventListener("htmx:responseError", (event) => complain(word(event.detail.xhr.status === 403 ? "forbidden" : "server")));
  document.addEventListener("htmx:sendError", () => complain(word("network")));

  counters(document); drafts(document);
  document.querySelector("[data-focus]")?.focus();
})();
