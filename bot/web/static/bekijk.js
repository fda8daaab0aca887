// Inside Telegram: passes on what Telegram says of who opens the page. Telegram writes that behind the # of the address,
// which no browser sends to a server. Telegram's own script, from elsewhere, is not needed for it.

const said = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");

/** Tells Telegram something, in the way of the app we are in. */
function tell(eventType) {
  const message = JSON.stringify({ eventType, eventData: null });
  if (window.TelegramWebviewProxy) {
    window.TelegramWebviewProxy.postEvent(eventType, "null");
  } else if (window.external && "notify" in window.external) {
    window.external.notify(message);
  } else if (window.parent !== window) {
    window.parent.postMessage(message, "https://web.telegram.org");
  }
}

if (said) {
  tell("web_app_ready");
  tell("web_app_expand");
  document.getElementById("uitleg").textContent = "Een ogenblik.";
  const form = document.querySelector("form");
  form.elements.initdata.value = said;
  form.submit();
}
