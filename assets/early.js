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

/* Until the page's scripts have come nobody listens to its forms: the browser would put what was typed into
   the address and load the page anew. Such a form waits here, and is sent again until somebody takes it.
   Forms with an address of their own are the browser's to send. */
(() => {
  const AGAIN_MS = 300;
  const waiting = new Set();

  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("action")) return;
    event.preventDefault();
    if (waiting.has(form)) return;
    waiting.add(form);
    setTimeout(() => {
      waiting.delete(form);
      if (form.isConnected) form.requestSubmit();
    }, AGAIN_MS);
  });
})();
