// The little that a page does by itself: a panel at the side, keys, and a word when nothing answers.
// Every page works without it.
"use strict";

const panel = document.getElementById("panel");
const panelBody = document.getElementById("panel-body");
const keys = document.getElementById("keys");
const trouble = document.getElementById("trouble");
let before = null;

// The panel opens when something was loaded into it, and gives the focus back when it closes.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== panelBody) return;
  if (!panel.open) {
    before = document.activeElement;
    panel.showModal();
  }
  panel.scrollTop = 0;
  panelBody.querySelector("h2")?.focus();
});
panel?.addEventListener("close", () => {
  panelBody.replaceChildren();
  before?.focus();
});
for (const dialog of [panel, keys]) {
  dialog?.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}

// When nothing answers, say so in words.
function say(words) {
  trouble.textContent = words;
  trouble.hidden = false;
}
document.body.addEventListener("htmx:sendError", () =>
  say(trouble.dataset.silent));
document.body.addEventListener("htmx:responseError", (event) =>
  say(event.detail.xhr.status === 403
    ? trouble.dataset.refused
    : trouble.dataset.broken));
document.body.addEventListener("htmx:beforeRequest", () => { trouble.hidden = true; });

// Keys: / searches, 1 to 5 open the doors, j and k (or the arrows inside a list) move, w asks why, d l n act, ? shows them all.
const typing = (element) => element.closest("input, select, textarea, [contenteditable]");

function rows() {
  return [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
}
function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement.closest("[data-row]"));
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  (next.querySelector("[data-main]") ?? next.querySelector("a, button, summary"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}
function search() {
  const field = document.querySelector("input[type=search]");
  if (field) {
    field.focus();
    field.select();
  } else {
    document.querySelector("[data-people]")?.click();
  }
}
function why() {
  const here = document.activeElement.closest("[data-row]") ?? document.getElementById("main");
  (here.querySelector("[data-why]") ?? document.querySelector("#main [data-why]"))?.click();
}
// d, l and n press what the row one is on (or the first) has for it; what then stands there gets the focus.
let pressed = null;
function press(what) {
  const here = document.activeElement.closest("[data-row]") ?? rows().find((row) => row.querySelector(`[data-do=${what}]`));
  const button = here?.querySelector(`[data-do=${what}]`);
  if (!button) return;
  pressed = here;
  button.click();
}
// Who pressed something that went with what it changed goes on from what came in its place: the question it asks, its
// heading, or its first words; who did not is told politely. Nobody is moved by what comes of itself.
let asker = null;
const lost = () => document.activeElement === document.body || document.activeElement === null;
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const at = event.detail.elt;
  asker = at.contains(document.activeElement) || pressed?.contains(at) ? at : null;
});
let came = [];
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (!came.length) queueMicrotask(goOn);
  came.push(event.detail.elt);
});
function goOn() {
  const status = within("[role=status]");
  if (asker && lost()) place()?.focus();
  else if (status && !status.closest("[aria-live]")) tell(status);
  asker = pressed = null;
  came = [];
}
function within(selector) {
  return came.flatMap((one) => (one.matches(selector) ? [one] : [...one.querySelectorAll(selector)]))[0];
}
// What asked, if it is still there; a question; a heading; a note, which is read whole; of a list, the first line's link.
function place() {
  if (asker.isConnected && asker.matches("a, button")) return asker;
  const note = within(".note");
  if (note) note.tabIndex = -1;
  return within("input[type=text]") ?? within(":is(h2, h3)[tabindex]") ?? note ?? within("[data-main]") ?? within("a, button, summary");
}
function tell(status) {
  const words = (status.querySelector("span") ?? status).textContent.trim();
  const said = document.getElementById("said");
  if (said) said.textContent = words;
}
// What was refused is tied to the field where it was typed, where it is one.
for (const name of (document.getElementById("refused")?.dataset.field ?? "").split(" ").filter(Boolean)) {
  const all = [...document.querySelectorAll(`#main form [name="${name}"]:not([type=hidden])`)];
  const field = all.find((one) => one.checkVisibility());
  field?.setAttribute("aria-invalid", "true");
  field?.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} refused`.trim());
}
// Who speaks to their machine, or types with a tremor, can switch the keys off; the browser remembers.
const off = document.getElementById("keys-off");
try {
  if (off) off.checked = localStorage.getItem("keys") === "off";
  off?.addEventListener("change", () => localStorage.setItem("keys", off.checked ? "off" : "on"));
} catch { /* a browser that keeps nothing: the box holds for this page */ }
function enter(door) {
  document.querySelectorAll(".doors a")[door]?.click();
}
const does = {
  "/": search, "j": () => move(1), "k": () => move(-1), "w": why, "?": () => keys.showModal(),
  "d": () => press("done"), "l": () => press("later"), "n": () => press("not"),
  ...Object.fromEntries([0, 1, 2, 3, 4].map((door) => [String(door + 1), () => enter(door)])),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (off?.checked || typing(event.target) || document.querySelector("dialog[open]")) return;
  const inList = event.target.closest("[data-row]") && !event.target.closest("[role=group], summary");
  const arrow = inList ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined;
  const act = arrow ? () => move(arrow) : Object.hasOwn(does, event.key) ? does[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  act();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) keys.showModal();
});

// Reading files takes a while; say so, and take it back when somebody comes back to the page.
document.addEventListener("submit", (event) => event.target.querySelector("[data-busy]")?.removeAttribute("hidden"));
window.addEventListener("pageshow", () =>
  document.querySelectorAll("[data-busy]").forEach((word) => { word.hidden = true; }));

// A file's size is told before it is sent.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.type !== "file" || !field.dataset.most) return;
  const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
  field.setCustomValidity(size > Number(field.dataset.most) ? field.dataset.tooMuch : "");
  field.reportValidity();
});

// What was typed into a text and not saved is not left behind without a question.
let unsaved = document.querySelector("[data-unsaved]") !== null;
document.addEventListener("input", (event) => { unsaved ||= event.target.matches("[data-fills]"); });
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// A field of a text is put where one was last writing.
let writing = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-fills]")) writing = event.target;
});
document.addEventListener("click", (event) => {
  const field = event.target.closest("[data-insert]");
  const into = writing?.isConnected ? writing : document.querySelector("textarea[data-fills]");
  if (!field || !into) return;
  into.focus();
  into.setRangeText(field.dataset.insert, into.selectionStart, into.selectionEnd, "end");
  into.dispatchEvent(new Event("input", { bubbles: true }));
});

// A book that has no time zone yet most likely lives where its owner sits.
for (const field of document.querySelectorAll("[data-own-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || field.value;
}
