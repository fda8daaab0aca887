// A button beside each text that is to be copied. Without this script there are none: the text can be selected by hand.

/** Puts the text on the clipboard; in a frame that may not, in the way that browsers had before. */
async function copy(area) {
  area.select();
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("button[data-kopieer]")) {
  const number = button.dataset.kopieer;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = await copy(document.getElementById(`tekst-${number}`));
    document.getElementById(`gezegd-${number}`).textContent = copied
      ? "Gekopieerd."
      : "Dat lukt hier niet. De tekst is geselecteerd: kopieer hem met de hand.";
  });
}
