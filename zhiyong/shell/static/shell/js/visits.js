// Records of visits: kept on the device until they are sent, sent once. Works without this file,
// as a plain form. What is kept belongs to the account that wrote it, and goes when it is sent,
// when somebody else signs in here, or on signing out (shell.js).
"use strict";
(() => {
  const BASE = "zhiyong-visits", STORE = "drafts", AGAIN = 15000;
  const form = document.querySelector("form[data-visit]");
  const place = form || document.querySelector("[data-visits]");
  if (!place || !window.indexedDB) {
    if (form) tell("nowhere");
    return;
  }
  const account = place.dataset.account;
  const keyOf = (visit) => `${account}:${visit}`;

  // The device's store.
  let base;
  const open = () => base || (base = new Promise((done, fail) => {
    const asked = indexedDB.open(BASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); base = undefined; };
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  }));
  const within = async (mode, act) => {
    const opened = await open();
    return new Promise((done, fail) => {
      const work = opened.transaction(STORE, mode);
      const asked = act(work.objectStore(STORE));
      work.oncomplete = () => done(asked?.result);
      work.onerror = work.onabort = () => fail(work.error);
    });
  };
  const read = (visit) => within("readonly", (store) => store.get(keyOf(visit)));
  const all = () => within("readonly", (store) => store.getAll());
  const keep = (draft) => within("readwrite", (store) => store.put(draft));
  const drop = (key) => within("readwrite", (store) => store.delete(key));

  const line = document.getElementById("visit-state");
  function tell(state, more = "") {
    const box = document.getElementById("visit-state");
    if (!box || !form) return;
    box.dataset.state = state;
    box.textContent = (form.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`] || "") + more;
  }
  const troubles = (errors) => {
    const box = document.getElementById("visit-errors");
    if (!box) return;
    box.replaceChildren();
    box.hidden = !errors;
    if (!errors) return;
    const list = document.createElement("ul");
    Object.entries(errors).forEach(([label, said]) => said.forEach((one) => {
      const item = document.createElement("li");
      item.textContent = label ? `${label}：${one}` : one;
      list.append(item);
    }));
    box.append(list);
    box.scrollIntoView({ block: "center" });
  };

  // From the form into a draft, and back.
  const fields = () => [...form.elements].filter((one) => one.name && one.name !== "csrfmiddlewaretoken" && !["file", "submit", "button"].includes(one.type));
  const written = () => {
    const found = [];
    fields().forEach((one) => {
      if (["checkbox", "radio"].includes(one.type)) { if (one.checked) found.push([one.name, one.value]); }
      else if (one.tagName === "SELECT" && one.multiple) [...one.selectedOptions].forEach((each) => found.push([one.name, each.value]));
      else found.push([one.name, one.value]);
    });
    return found;
  };
  const restore = (draft) => {
    const told = new Map();
    draft.fields.forEach(([name, value]) => told.set(name, [...(told.get(name) || []), value]));
    fields().forEach((one) => {
      const values = told.get(one.name);
      if (["checkbox", "radio"].includes(one.type)) one.checked = !!values?.includes(one.value);
      else if (values) one.value = values[0];
    });
  };
  const showPhotos = (photos) => {
    const box = document.getElementById("visit-photographs");
    if (box) box.textContent = photos.length ? `${form.dataset.wordPhotos} ${photos.map((one) => one.name).join("、")}` : "";
  };

  // Sending. The token in the draft makes the server take it once, however often it arrives.
  let busy = false;
  const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const send = async (draft, shown) => {
    if (busy) return;
    busy = true;
    try {
      if (shown) tell("sending");
      const body = new FormData();
      draft.fields.forEach(([name, value]) => body.append(name, value));
      draft.photos.forEach((one) => body.append("photographs", one.blob, one.name));
      body.append("csrfmiddlewaretoken", csrf());
      let answer;
      try {
        answer = await fetch(draft.url, { method: "POST", body, headers: { "X-Zhiyong-Send": "1", "X-CSRFToken": csrf() }, redirect: "manual", credentials: "same-origin" });
      } catch {
        if (shown) tell("waiting");
        return;
      }
      const said = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : null;
      if (answer.ok && said?.state === "sent") {
        await drop(draft.key);
        if (shown) { tell("sent"); location.assign(said.url); } else mark(draft.visit, "sent");
      } else if (answer.status === 422 && said) {
        draft.state = "draft";
        await keep(draft);
        if (shown) { tell("refused"); troubles(said.errors); }
      } else if (answer.status === 403 || answer.type === "opaqueredirect") {
        if (shown) tell("out");
      } else if (shown) tell("late");
    } finally {
      busy = false;
    }
  };
  const sendWaiting = async () => {
    if (!navigator.onLine) return;
    for (const draft of await all()) {
      if (draft.account === account && draft.state === "waiting") await send(draft, form && draft.visit === form.dataset.visit);
    }
  };
  const mark = (visit, state) => {
    const chip = document.querySelector(`[data-visit-state="${visit}"]`);
    if (!chip) return;
    chip.hidden = false;
    chip.textContent = place.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`] || "";
  };

  const begin = async () => {
    for (const draft of await all()) if (draft.account !== account) await drop(draft.key);
    const done = place.dataset.visitSent;
    if (done) await drop(keyOf(done));
    if (form) await beginForm();
    else (await all()).forEach((draft) => mark(draft.visit, draft.state));
    window.addEventListener("online", sendWaiting);
    setInterval(sendWaiting, AGAIN);
    await sendWaiting();
  };

  const beginForm = async () => {
    const visit = form.dataset.visit;
    let draft = await read(visit);
    let photos = draft?.photos || [];
    const wrong = form.querySelector(".field--wrong") || document.querySelector(".errors[data-focus]");
    if (draft && !wrong) restore(draft);
    showPhotos(photos);
    tell(draft ? draft.state : "empty");
    const now = (state) => ({ key: keyOf(visit), account, visit, url: form.getAttribute("action") || location.pathname, fields: written(), photos, state });
    let last = Promise.resolve();
    const store = (state) => {
      draft = now(state);
      const kept = draft;
      last = last.then(() => keep(kept)).catch(() => tell("nowhere"));
      return last;
    };
    let soon;
    const changed = () => {
      clearTimeout(soon);
      soon = setTimeout(() => store("draft").then(() => tell("draft")), 200);
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") {
        photos = [...photos, ...[...event.target.files].map((one) => ({ name: one.name, blob: one }))];
        event.target.value = "";
        showPhotos(photos);
      }
      changed();
    });
    // Before the page goes away, what was typed last is kept without waiting.
    window.addEventListener("pagehide", () => { if (draft?.state === "draft" || soon) { clearTimeout(soon); if (draft?.state !== "waiting") store("draft"); } });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(soon);
      troubles(null);
      store("waiting").then(() => { tell("waiting"); return send(draft, true); });
    });
    if (line) line.hidden = false;
  };

  begin().catch(() => tell("nowhere"));
})();
