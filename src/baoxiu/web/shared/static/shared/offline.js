// Back as soon as there is signal again.
const again = () => location.reload();
window.addEventListener("online", again);
document.querySelector("[data-again]").addEventListener("click", (event) => {
  event.preventDefault();
  again();
});
