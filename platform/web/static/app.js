// Comfort only: every page works without this file.
(() => {
  const typing = (node) => node.closest("input, textarea, select, [contenteditable]");

  // Mistakes are read out first.
  document.querySelector("[data-focus]")?.focus();

  // A second click on the same form sends nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => form.querySelectorAll("[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true")));
  });
  // Back in the browser's history: the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // "/" searches, j and k walk the rows of a list, x ticks the row one is in.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("#cari, [type=search]");
      if (search && search.offsetParent) { event.preventDefault(); search.focus(); }
    }
    if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll(".queue tbody a.stretched-link")];
      const next = rows.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
      rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus();
    }
    if (event.key === "x") document.activeElement.closest("tr")?.querySelector(".q-pick input")?.click();
  });
})();
