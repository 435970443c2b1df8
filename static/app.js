// Starts govuk-frontend on the page and on what htmx brings. Everything works without this file.

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// The page names the file, since its address changes with its content.
const { initAll } = await import(document.getElementById("govuk-frontend").href);

initAll();

// What htmx brings may itself be a part to start, so its parent is searched, where others run.
document.body.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (elt === document.body) return;
  initAll({
    scope: elt.parentElement,
    onError(error) {
      if (error.name !== "InitError") console.error(error);
    },
  });
});

// A button outside any form has no hidden token of its own.
document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token && event.detail.verb !== "get") {
    event.detail.headers["X-CSRFToken"] = token.content;
  }
});

// A menu left open closes with Escape, and its word has the focus again.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".app-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
