/* Theme editor: sliders show their number; after saving, the preview shows the page it showed before. */
(() => {
  document.addEventListener("input", ({ target }) => {
    if (target.type !== "range") return;
    const output = target.parentElement.querySelector("output");
    if (output) output.value = target.value + (target.dataset.unit ?? "");
  });
  const shown = document.querySelector('input[name="preview"]');
  document.addEventListener("click", ({ target }) => {
    const place = target.closest?.("[data-place]")?.dataset.place;
    if (place && shown) shown.value = place;
  });
})();
