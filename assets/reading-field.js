// The reading field's help in the browser: the dial that mirrors what is typed, and the draft that
// outlives errors, reloads and lost sessions. Without it the plain field still works.
import { createElement, useEffect, useRef, useState } from "react";

const STORE = "avk-drafts";
const DRAFT_LIVES_MS = 3 * 24 * 3600 * 1000;
const RED_DRUMS = 3;

/** Black digits fill the drums from the right, red ones from the left, as on the meter. */
export function drumsOf(text, digits) {
  const clean = text.replace(/\s/g, "");
  const match = /^(\d*)(?:[.,](\d*))?$/.exec(clean);
  if (!match) return { drums: " ".repeat(digits + RED_DRUMS), fits: clean === "" };
  const trimmed = match[1].length > digits ? match[1].replace(/^0+/, "") : match[1];
  const red = match[2] ?? "";
  const fits = trimmed.length <= digits && red.length <= RED_DRUMS;
  const shown = trimmed.slice(0, digits).padStart(digits, clean === "" ? " " : "0");
  return { drums: shown + red.slice(0, RED_DRUMS).padEnd(RED_DRUMS, " "), fits };
}

/** The drums over the input with the id `target`; they only repeat it, so screen readers skip them. */
export function Dial({ target, digits }) {
  const [text, setText] = useState("");
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    const input = document.getElementById(target);
    if (!input) return undefined;
    const read = () => setText(input.value);
    const focus = () => setFocused(true);
    const blur = () => setFocused(false);
    read();
    input.addEventListener("input", read);
    input.addEventListener("focus", focus);
    input.addEventListener("blur", blur);
    return () => {
      input.removeEventListener("input", read);
      input.removeEventListener("focus", focus);
      input.removeEventListener("blur", blur);
    };
  }, [target]);
  const { drums, fits } = drumsOf(text, digits);
  const drum = (digit, place) =>
    createElement("i", { key: place, className: place >= digits ? "red" : undefined }, digit);
  const all = [...drums].map(drum);
  const className = "dial" + (isFocused ? " dial-focus" : "") + (fits ? "" : " dial-over");
  return createElement(
    "div",
    { className, "aria-hidden": true, onClick: () => document.getElementById(target)?.focus() },
    ...all.slice(0, digits),
    createElement("span", { key: "comma" }, ","),
    ...all.slice(digits),
  );
}

function readStore() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

function writeStore(change) {
  try {
    const store = readStore();
    change(store);
    for (const name of Object.keys(store))
      if (!(store[name]?.at > Date.now() - DRAFT_LIVES_MS)) delete store[name];
    if (Object.keys(store).length) localStorage.setItem(STORE, JSON.stringify(store));
    else localStorage.removeItem(STORE);
  } catch {
    // A full or forbidden store costs the draft, never the form.
  }
}

const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function textFields(form) {
  return [...form.querySelectorAll("input[data-reading]")];
}

function fill(input, value) {
  if (!input) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Stands inside the form. `draft` names the account and the period. The hidden field carries the
 * request key of exactly what stands in the fields: it changes with every change, and survives a reload
 * together with the draft, so that a resend is known as one.
 */
export function FormDraft({ draft, restored }) {
  const key = useRef(null);
  const [isRestored, setRestored] = useState(false);
  useEffect(() => {
    const form = key.current?.form;
    if (!form) return undefined;
    const saved = readStore()[draft];
    const differs = saved && textFields(form).some((input) => input.name in saved.values && input.value !== saved.values[input.name]);
    if (differs) for (const input of textFields(form)) if (input.name in saved.values) fill(input, saved.values[input.name]);
    key.current.value = saved?.key ?? newKey();
    setRestored(Boolean(differs));
    const save = () => {
      key.current.value = newKey();
      const values = Object.fromEntries(textFields(form).map((input) => [input.name, input.value]));
      writeStore((store) => (store[draft] = { values, key: key.current.value, at: Date.now() }));
    };
    const take = (event) => {
      const button = event.target.closest?.("[data-fills]");
      if (!button) return;
      const fills = Object.entries(JSON.parse(button.dataset.fills));
      for (const [name, value] of fills) fill(document.getElementById(name), value);
      document.getElementById(fills[0]?.[0])?.focus();
    };
    form.addEventListener("input", save);
    form.addEventListener("click", take, true);
    return () => {
      form.removeEventListener("input", save);
      form.removeEventListener("click", take, true);
    };
  }, [draft]);
  return createElement(
    "div",
    { role: "status" },
    createElement("input", { type: "hidden", name: "request_key", ref: key }),
    isRestored ? createElement("p", { className: "note note-info" }, restored) : null,
  );
}

/** Stands on the receipt: what was accepted under this key needs no draft any more. */
export function DraftEnd({ draft, accepted }) {
  useEffect(() => {
    if (accepted && readStore()[draft]?.key === accepted) writeStore((store) => delete store[draft]);
  }, [draft, accepted]);
  return null;
}

/** Opens the browser's print dialogue. */
export function PrintButton({ label }) {
  return createElement("button", { type: "button", className: "btn btn-quiet no-print", onClick: () => window.print() }, label);
}
