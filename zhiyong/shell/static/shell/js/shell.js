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

  // A calendar beside each date box; what is typed stays possible.
  const calendars = (root) => root.querySelectorAll("input.input--date:not([data-calendar])").forEach((box) => {
    box.dataset.calendar = "";
    const native = Object.assign(document.createElement("input"), { type: "date", className: "date__native", tabIndex: -1 });
    if (!native.showPicker) return;
    native.setAttribute("aria-hidden", "true");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "date__button" });
    button.setAttribute("aria-label", word("calendar"));
    button.append(document.getElementById("calendar-icon").content.cloneNode(true));
    const wrap = Object.assign(document.createElement("span"), { className: "date" });
    box.replaceWith(wrap); wrap.append(box, native, button);
    button.addEventListener("click", () => {
      native.value = /^\d{4}-\d{2}-\d{2}$/.test(box.value) ? box.value : "";
      try { native.showPicker(); } catch { box.focus(); }
    });
    native.addEventListener("change", () => {
      box.value = native.value; box.focus();
      box.dispatchEvent(new Event("input", { bubbles: true })); box.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // Finding one of many: the finds under the box become a list that the arrow keys walk.
  const options = (pick) => [...pick.querySelectorAll(".finds__one")];
  const close = (pick) => {
    pick.querySelector(".pick__finds").replaceChildren();
    const box = pick.querySelector('[type="text"]');
    box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant");
  };
  const choose = (pick, option) => {
    const tick = option.querySelector("input"); const box = pick.querySelector('[type="text"]'); const held = pick.querySelector("[data-pick-value]");
    held.value = tick.value; box.value = tick.dataset.label; close(pick); box.focus();
    held.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const dress = (pick) => {
    const box = pick.querySelector('[type="text"]'); const found = options(pick);
    box.setAttribute("role", "combobox"); box.setAttribute("aria-autocomplete", "list"); box.setAttribute("aria-expanded", String(found.length > 0));
    pick.querySelector(".finds")?.setAttribute("role", "listbox");
    found.forEach((option, n) => { option.setAttribute("role", "option"); option.id = `${box.id}_${n}`; option.setAttribute("aria-selected", "false"); });
  };
  const picks = (root) => root.querySelectorAll("[data-pick]").forEach(dress);
  document.addEventListener("keydown", (event) => {
    const pick = event.target.closest?.("[data-pick]");
    if (!pick) return;
    const found = options(pick); const at = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && found.length) { close(pick); event.preventDefault(); }
    if (event.key === "Enter" && at >= 0) { choose(pick, found[at]); event.preventDefault(); }
    if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const next = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      found.forEach((option, n) => option.setAttribute("aria-selected", String(n === next)));
      event.target.setAttribute("aria-activedescendant", found[next].id); found[next].scrollIntoView({ block: "nearest" }); event.preventDefault();
    }
  });
  document.addEventListener("input", (event) => {
    const pick = event.target.closest?.("[data-pick]");
    if (pick && event.target.type === "text") { pick.querySelector("[data-pick-value]").value = ""; if (!event.target.value) close(pick); }
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.(".finds__one");
    if (option) { event.preventDefault(); choose(option.closest("[data-pick]"), option); return; }
    document.querySelectorAll("[data-pick]").forEach((pick) => { if (!pick.contains(event.target) && !pick.closest(".field--wrong")) close(pick); });
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

  // Signing out leaves no draft of a visit on this device.
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("[data-sign-out]")) window.indexedDB?.deleteDatabase("zhiyong-visits");
  });

  // Drafts stay in this browser's session, where the form asks for it, and go when it is sent.
  const PREFIX = "draft:";
  const drafts = (root) => root.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = PREFIX + form.dataset.draft;
    const fields = () => [...form.elements].filter((f) => f.name && !["hidden", "password", "file", "submit", "button"].includes(f.type));
    let held = {};
    try { held = JSON.parse(sessionStorage.getItem(key) || "{}"); } catch { held = {}; }
    const consent = form.querySelector("[data-draft-consent]");
    const allowed = () => !consent || consent.checked;
    if (held.__kept && consent) consent.checked = true;
    if (!form.querySelector(".field--wrong")) {
      fields().forEach((f) => {
        if (!(f.name in held)) return;
        if (["checkbox", "radio"].includes(f.type)) f.checked = held[f.name].includes(f.value);
        else if (!f.value) f.value = held[f.name];
      });
    }
    let soon;
    const keep = () => {
      if (!allowed()) { sessionStorage.removeItem(key); return; }
      const now = { __kept: true };
      fields().forEach((f) => {
        if (["checkbox", "radio"].includes(f.type)) { now[f.name] = now[f.name] || []; if (f.checked) now[f.name].push(f.value); }
        else now[f.name] = f.value;
      });
      try { sessionStorage.setItem(key, JSON.stringify(now)); } catch { /* full or forbidden: no draft */ }
    };
    form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(keep, 400); });
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

  document.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail;
    if (asked.verb === "get") for (const [key, value] of [...asked.formData.entries()]) if (value === "") asked.formData.delete(key);
  });

  const toFocus = (root) => root.querySelector?.(".errors[data-focus]") || root.querySelector?.("[data-focus]");

  // htmx: say what changed, go to what is wrong, tell of trouble.
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    counters(root); drafts(root); calendars(root); picks(root);
    const pick = root.closest?.("[data-pick]");
    if (pick) dress(pick);
    const wrong = toFocus(root);
    if (wrong) wrong.focus(); else say(root.querySelector?.("[data-say]")?.textContent.trim() || word("done"));
  });
  document.addEventListener("htmx:responseError", (event) => complain(word(event.detail.xhr.status === 403 ? "forbidden" : "server")));
  document.addEventListener("htmx:sendError", () => complain(word("network")));

  counters(document); drafts(document); calendars(document); picks(document);
  toFocus(document)?.focus();
})();
