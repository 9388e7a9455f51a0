/* Large type: on <html> before the first paint, kept in this browser, switched by the profile's check box. */
(() => {
  const KEY = "large-type";
  const root = document.documentElement;
  const read = () => {
    try { return localStorage.getItem(KEY) === "on"; } catch { return false; }
  };
  const write = (isLarge) => {
    try { localStorage.setItem(KEY, isLarge ? "on" : "off"); } catch { /* private mode: for this page only */ }
  };
  const apply = (isLarge) => root.classList.toggle(KEY, isLarge);

  apply(read());
  addEventListener("storage", (event) => { if (event.key === KEY) apply(read()); });
  document.addEventListener("change", (event) => {
    if (event.target.dataset?.appearance !== KEY) return;
    write(event.target.checked);
    apply(event.target.checked);
  });
  window.avkAppearance = { show: (box) => { if (box) box.checked = root.classList.contains(KEY); } };
})();

/* Until the page is loaded nobody should hear what is pressed in it: before its scripts have come nobody listens,
   and the browser would put what was typed into the address; before its state has come the load would undo
   what was done. What is pressed waits, and is pressed when the page is loaded. Links, and forms with an address
   of their own, are the browser's. */
(() => {
  const AGAIN_MS = 50;
  const waiting = new Set();
  const isLoaded = () => document.getElementById("loaded")?.dataset.loaded !== "false";

  const hold = (event, pressed, press) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(pressed)) return;
    waiting.add(pressed);
    const look = () => {
      if (pressed.isConnected && !isLoaded()) return setTimeout(look, AGAIN_MS);
      waiting.delete(pressed);
      if (pressed.isConnected) press();
    };
    setTimeout(look, AGAIN_MS);
  };

  addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.form?.hasAttribute("action") || isLoaded()) return;
    hold(event, button, () => button.click());
  }, true);
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("action") || isLoaded()) return;
    hold(event, form, () => form.requestSubmit());
  }, true);
})();
