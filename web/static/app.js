// Counterpart works without this file. With it, clocks go, letters are counted,
// and an open page follows what happens, leaving alone what is being written.
"use strict";
const root = document.documentElement;
root.classList.remove("no-js");

// Clocks. The server's time counts, not the reader's: the difference is taken once.
const first = document.querySelector("[data-clock]");
const skew = first ? Date.parse(first.dateTime) - performance.timeOrigin : 0;
const now = () => Date.now() + skew;

function clocks() {
  for (const el of document.querySelectorAll("[data-clock]")) {
    const t = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: el.dataset.clock }).format(now());
    if (el.textContent !== t) el.textContent = t;
    el.dateTime = new Date(now()).toISOString();
  }
}

// The last two days before a deadline are counted in seconds.
function ticks() {
  for (const el of document.querySelectorAll("[data-until]")) {
    const left = Math.floor((Date.parse(el.dataset.until) - now()) / 1000);
    const two = (n) => String(n).padStart(2, "0");
    const t = left > 0 && left < 172800 ? [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map(two).join(":") : "";
    if (el.textContent && !t && left <= 0) refresh(true); // it has just passed: ask what follows
    el.textContent = t;
  }
}

const speak = [root.lang, "ru"]; // Kazakh numbers are written as Russian ones
// Letters left in a text area, as the server counts them.
function letters(area) {
  const out = document.querySelector(`output[for="${CSS.escape(area.id)}"]`);
  if (!out) return;
  const n = [...area.value].length, max = Number(area.dataset.max);
  out.textContent = `${n.toLocaleString(speak)} / ${max.toLocaleString(speak)}`;
  out.classList.toggle("much", n > max);
}

// A form in which something was typed, or in which the reader is, is the reader's own until it is sent.
// A form in portions is one for each of them.
const own = "form:not([data-portions]), [data-portion]";
const touched = new WeakSet();
document.addEventListener("input", (e) => {
  const f = e.target.closest(own) || e.target.form;
  if (f) touched.add(f);
  if (e.target.dataset.max) letters(e.target);
});
const mine = (el) =>
  [...(el.matches(own) ? [el] : el.querySelectorAll(own))].some((f) => touched.has(f) || f.dataset.portion === "typed" || f.contains(document.activeElement));

// Morph makes old into what fresh is, touching only what differs, and not what this file fills in.
let changed = false;
function morph(old, fresh) {
  if (old.isEqualNode(fresh) || (old.nodeType === 1 && old.matches("output, .ticks"))) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    if (!(old.nodeType === 1 && mine(old))) old.replaceWith(fresh), (changed = true);
    return;
  }
  if (old.nodeType !== 1) return (old.nodeValue = fresh.nodeValue), (changed = true);
  if (old.matches(own) && mine(old)) return;
  for (const a of [...old.attributes])
    if (!fresh.hasAttribute(a.name) && a.name !== "open") old.removeAttribute(a.name);
  for (const a of fresh.attributes)
    if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
  children(old, fresh);
}

// Children pairs by id where there is one, and otherwise by order and kind.
function children(old, fresh) {
  const named = new Map();
  for (const c of old.children) if (key(c)) named.set(key(c), c);
  let at = old.firstChild;
  for (const f of [...fresh.childNodes]) {
    const id = f.nodeType === 1 && key(f);
    let o = id ? named.get(id) : at;
    while (!id && o && (o.nodeName !== f.nodeName || (o.nodeType === 1 && key(o)))) o = o.nextSibling;
    if (!o) {
      if (f.nodeType === 1) f.classList.add("new");
      old.insertBefore(f, at);
      changed = true;
      continue;
    }
    while (id && at && at !== o && !(at.nodeType === 1 && key(at) && fresh.querySelector("#" + CSS.escape(key(at))))) at = drop(at);
    if (o !== at && id) old.insertBefore(o, at);
    else while (at !== o) at = drop(at);
    at = o.nextSibling;
    morph(o, f);
  }
  while (at) at = drop(at);
}
const key = (el) => el.id || (el.firstElementChild && el.matches("li") && el.firstElementChild.id) || "";
function drop(node) {
  const next = node.nextSibling;
  if (!(node.nodeType === 1 && (mine(node) || node.contains(document.activeElement)))) node.remove(), (changed = true);
  return next;
}

function say(words) {
  document.getElementById("live").textContent = words;
  if (words) setTimeout(say, 5000, "");
}

// Refresh asks for the page again. It is spoken of when an event told of a change, not on coming back.
let asking = false, again = false;
async function refresh(spoken) {
  if (asking) return (again = true);
  asking = true;
  changed = false;
  try {
    const r = await fetch(location.href, { headers: { "X-Live": "1" }, cache: "no-store" });
    if (!r.ok || r.redirected) return;
    const page = new DOMParser().parseFromString(await r.text(), "text/html");
    for (const part of ["#acting", "#main", ".main-nav", ".checkpoint"]) {
      const a = document.querySelector(part), b = page.querySelector(part);
      if (a && b) morph(a, b);
    }
    ready();
    if (changed && spoken) say(document.body.dataset.changed);
  } catch { /* the next event asks again */ } finally {
    asking = false;
    if (again) { again = false; setTimeout(refresh, 1000, true); }
  }
}

// The stream is let go while nobody looks: a browser has only six for one server.
let events = null, wait;
function live() {
  if (!document.body.dataset.live || events || document.hidden || !window.EventSource) return;
  let lost = false;
  events = new EventSource(document.body.dataset.live);
  events.onmessage = () => { clearTimeout(wait); wait = setTimeout(refresh, 150, true); };
  events.onerror = () => (lost = true);
  events.onopen = () => { if (lost) refresh(); lost = false; };
}
function still() { if (events) events.close(); events = null; }
const resume = () => { live(); if (events) refresh(); };
document.addEventListener("visibilitychange", () => (document.hidden ? still() : resume()));
addEventListener("pagehide", still);
// What is sent from here is answered by the next page, and is no news to this one.
addEventListener("submit", (e) => { if (e.target.method === "post" && !e.defaultPrevented) still(), clearTimeout(wait); });
addEventListener("pageshow", (e) => { if (e.persisted) resume(); });

function ready() {
  for (const area of document.querySelectorAll("textarea[data-max]")) letters(area);
  clocks();
  ticks();
}

// A form that strangers may send wants a little work done, which is nothing for one and much for a thousand: a number
// that, put behind the form's stamp, makes their hash begin with so many empty bits.
async function work(form) {
  const bits = Number(form.dataset.work), { stamp, work } = form.elements;
  if (!bits || !work || work.value || !globalThis.crypto?.subtle) return;
  const letters = new TextEncoder();
  for (let n = 0; ; n++) {
    const hash = await crypto.subtle.digest("SHA-256", letters.encode(`${stamp.value}.${n}`));
    if (new DataView(hash).getUint32(0) >>> (32 - bits) === 0) return (work.value = n);
  }
}
for (const form of document.querySelectorAll("form[data-work]")) work(form);

document.querySelector(".errors")?.focus();
ready();
setInterval(ticks, 1000);
setInterval(clocks, 5000);
live();
