// Everything works without this file: it shows one step at a time, and solves a puzzle.
"use strict";
(() => {
  // Steps: the form is one page; here it is shown step by step, and the back button walks them.
  const form = document.querySelector("form[data-steps]");
  if (form) {
    const steps = [...form.querySelectorAll(".step")];
    const marks = [...document.querySelectorAll("[data-way]")];
    const show = (at, focus) => {
      steps.forEach((step, n) => { step.hidden = n + 1 !== at; });
      marks.forEach((mark) => {
        const n = Number(mark.dataset.way);
        mark.classList.toggle("way__step--done", n < at);
        if (n === at) mark.setAttribute("aria-current", "step"); else mark.removeAttribute("aria-current");
      });
      if (focus) { window.scrollTo(0, 0); steps[at - 1].querySelector(".step__title").focus({ preventScroll: true }); }
    };
    const wanted = () => { const n = /^#step-(\d)$/.exec(location.hash); return n ? Math.min(Number(n[1]), steps.length) : 0; };
    window.addEventListener("hashchange", () => {
      const inside = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
      const step = inside && inside.closest?.(".step");
      if (wanted()) show(wanted(), true);
      else if (step) { show(steps.indexOf(step) + 1, false); inside.scrollIntoView(); inside.focus(); }
      else show(1, false);
    });
    // A line of the summary of errors leads to its field, on whichever step that is.
    document.addEventListener("click", (event) => {
      const link = event.target.closest('.errors a[href^="#"]');
      const field = link && document.getElementById(link.hash.slice(1));
      const step = field?.closest(".step");
      if (step) { event.preventDefault(); show(steps.indexOf(step) + 1, false); field.scrollIntoView({ block: "center" }); field.focus(); }
    });
    const begin = Number(form.dataset.steps) || 1;
    show(form.querySelector(".field--wrong") ? begin : wanted() || begin, false);
  }

  // The code is shown in groups of four, and a slip of the hand is told before anything is sent.
  const TABLE = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];
  document.querySelectorAll("input[data-code]").forEach((box) => {
    const told = box.parentElement.querySelector(".field__error") || Object.assign(document.createElement("p"), { className: "field__error", id: `${box.id}_slip` });
    told.setAttribute("role", "status");
    if (!told.isConnected) { box.before(told); box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") || ""} ${told.id}`.trim()); }
    box.addEventListener("input", () => {
      const at = box.selectionStart === box.value.length;
      const digits = box.value.normalize("NFKC").replace(/\D/g, "").slice(0, 16);
      if (at) box.value = digits.replace(/(\d{4})(?=\d)/g, "$1-");
      const wrong = digits.length === 16 && [...digits].reduce((row, digit) => Number(TABLE[row][digit]), 0) !== 0;
      told.textContent = wrong ? box.dataset.code : "";
      box.closest(".field").classList.toggle("field--wrong", wrong);
    });
  });

  // A puzzle that costs a device some seconds, and whoever sends thousands very much.
  const puzzle = document.querySelector("[data-puzzle]");
  if (puzzle) {
    const asking = puzzle.closest("form"); const button = asking.querySelector("[data-send]");
    const { puzzle: salt, bits } = puzzle.dataset;
    button.setAttribute("aria-disabled", "true");
    const K = [], H0 = [];
    for (let n = 2; K.length < 64; n++) {
      let prime = true;
      for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
      if (!prime) continue;
      if (H0.length < 8) H0.push((Math.sqrt(n) % 1) * 2 ** 32 | 0);
      K.push((Math.cbrt(n) % 1) * 2 ** 32 | 0);
    }
    const W = new Int32Array(64);
    const first = (text) => {  // the first 32 bits of SHA-256; letters of ASCII only
      const length = text.length, blocks = ((length + 8) >> 6) + 1, data = new Uint8Array(blocks * 64);
      for (let i = 0; i < length; i++) data[i] = text.charCodeAt(i);
      data[length] = 0x80;
      const view = new DataView(data.buffer); view.setUint32(data.length - 4, length * 8);
      let [a0, b0, c0, d0, e0, f0, g0, h0] = H0;
      for (let at = 0; at < data.length; at += 64) {
        for (let t = 0; t < 16; t++) W[t] = view.getInt32(at + t * 4);
        for (let t = 16; t < 64; t++) {
          const x = W[t - 15], y = W[t - 2];
          W[t] = ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10)) + W[t - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3)) + W[t - 16] | 0;
        }
        let a = a0, b = b0, c = c0, d = d0, e = e0, f = f0, g = g0, h = h0;
        for (let t = 0; t < 64; t++) {
          const t1 = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[t] + W[t] | 0;
          const t2 = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
          h = g; g = f; f = e; e = d + t1 | 0; d = c; c = b; b = a; a = t1 + t2 | 0;
        }
        a0 = a0 + a | 0; b0 = b0 + b | 0; c0 = c0 + c | 0; d0 = d0 + d | 0; e0 = e0 + e | 0; f0 = f0 + f | 0; g0 = g0 + g | 0; h0 = h0 + h | 0;
      }
      return a0 >>> 0;
    };
    let number = 0;
    const work = () => {
      const until = performance.now() + 40;
      while (performance.now() < until) {
        for (let n = 0; n < 200; n++, number++) {
          if (first(`${salt}:${number}`) >>> (32 - Number(bits)) === 0) {
            asking.elements.salt.value = salt; asking.elements.number.value = number;
            button.removeAttribute("aria-disabled"); asking.requestSubmit(button);
            return;
          }
        }
      }
      setTimeout(work, 0);
    };
    work();
  }
})();
