// The payment form's help in the browser: the draft that outlives a trip to the provider's page, filling the
// form with an earlier payment, and asking again after a pause. Without it the plain form still works.
import { useEffect, useRef, createElement } from "react";

const STORE = "avk-payment";

function readStore() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

function writeStore(value) {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(value));
  } catch {
    // A forbidden store costs the draft, never the form.
  }
}

// Past the framework's own bookkeeping, so that it hears of the change as if a person had typed.
function fill(field, value) {
  if (!field || typeof value !== "string" || field.value === value) return;
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
  field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
}

function choose(form, channel) {
  const radio = [...form.elements].find((field) => field.name === "channel" && field.value === channel);
  if (radio && !radio.checked) radio.click();
}

/** Stands inside the form. `draft` names the account, its debt and the month asked for. */
export function PaymentDraft({ draft }) {
  const place = useRef(null);
  useEffect(() => {
    const form = place.current?.form;
    if (!form || !draft) return undefined;
    const fields = () => form.elements;
    const saved = readStore();
    if (saved.draft === draft) {
      fill(fields().amount, saved.amount);
      fill(fields().period, saved.period);
      choose(form, saved.channel);
    }
    const save = () => {
      const values = new FormData(form);
      const [amount, period, channel] = ["amount", "period", "channel"].map((name) => values.get(name) ?? "");
      writeStore({ draft, amount, period, channel });
    };
    const again = (event) => {
      const button = event.target.closest?.("[data-again]");
      if (!button) return;
      fill(fields().amount, button.dataset.again);
      choose(form, button.dataset.channel);
      fields().amount.focus();
    };
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    document.addEventListener("click", again);
    return () => {
      form.removeEventListener("input", save);
      form.removeEventListener("change", save);
      document.removeEventListener("click", again);
    };
  }, [draft]);
  return createElement("input", { type: "hidden", name: "draft", value: draft, ref: place });
}

/** Calls `onDue` once, `pause` seconds after each new `attempt`; a pause of 0 asks no more. */
export function AskAgain({ attempt, pause, onDue }) {
  const ask = useRef(onDue);
  ask.current = onDue;
  useEffect(() => {
    if (!pause) return undefined;
    const timer = setTimeout(() => ask.current(), pause * 1000);
    return () => clearTimeout(timer);
  }, [attempt, pause]);
  return null;
}
