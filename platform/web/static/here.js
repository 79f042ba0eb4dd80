// Comfort only: fills in where this telephone is, when its owner asks for it and allows it.
(() => {
  const button = document.querySelector("[data-here]");
  if (!button || !navigator.geolocation) return;
  const field = document.getElementById(button.dataset.here), told = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", () => {
    told.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      field.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      told.textContent = button.dataset.found.replace("{metres}", Math.round(coords.accuracy));
    }, () => { told.textContent = button.dataset.failed; }, { enableHighAccuracy: true, timeout: 20_000 });
  });
})();
