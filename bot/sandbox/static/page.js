// The page with the phones: shows what the stand-in for Telegram sends, passes on what people type and press.
//
// What is shown comes from /events, a part at a time: "about" (who and what to try), "clock", "phone". A phone arrives
// whole; only what differs is drawn again, so that focus and place stay where they are. Texts are always set as text.

const LONGEST_SNIPPET = 60;
const SAFE_LINK = /^(https?:|mailto:)/i;
const MARKS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code",
  blockquote: "q", expandable_blockquote: "q", spoiler: "span",
};

const byId = (id) => document.getElementById(id);
const dayText = new Intl.DateTimeFormat("nl-NL", {
  weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});
const shortDayText = new Intl.DateTimeFormat("nl-NL", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

/** The day of a moment such as 2027-02-01T09:00, which already is the time on the wall. */
const day = (moment, text = dayText) => text.format(new Date(`${moment.slice(0, 10)}T00:00Z`));
const hour = (moment) => moment.slice(11, 16);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function fromTemplate(id) {
  return byId(id).content.firstElementChild.cloneNode(true);
}

/** Orders the server to do something. Throws an Error with a sentence for the person who asked. */
async function order(path, what) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(what),
    });
  } catch {
    throw new Error("Dat lukte niet: er is geen verbinding met de demo.");
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Error(said.reason ?? "Dat lukte niet. Laad de pagina opnieuw.");
  }
  return said;
}

// -- one phone ---------------------------------------------------------------------------------------------------------

class Phone {
  constructor({ name, about }, number) {
    this.name = name;
    this.seen = null; // the ids of what has arrived; null until the chat is drawn for the first time
    this.unread = 0;
    this.replyTo = null;
    this.follows = true; // is the newest message in sight?
    this.scrolledTo = 0; // px: where the chat stood when the page last looked
    this.build(about, number);
    this.listen();
  }

  build(about, number) {
    const root = (this.root = fromTemplate("phone-template"));
    const find = (selector) => root.querySelector(selector);
    root.id = `phone-${number}`;
    root.classList.add(`phone-${number}`);
    find("h2").id = `${root.id}-name`;
    find("h2").textContent = this.name;
    root.setAttribute("aria-labelledby", `${root.id}-name`);
    find(".face").textContent = this.name[0];
    find(".about").textContent = about;
    this.mark = find(".unread");
    this.chat = find(".chat");
    this.chat.setAttribute("aria-label", `Gesprek van ${this.name} met de bot`);
    this.list = find("ol");
    this.note = find(".phone-note");
    this.menu = find(".menu");
    this.menu.id = `${root.id}-menu`;
    this.menuButton = find(".open-menu");
    this.menuButton.setAttribute("aria-label", `Menu van ${this.name} met opdrachten /`);
    this.menuButton.setAttribute("aria-controls", this.menu.id);
    this.form = find("form");
    this.field = find("textarea");
    this.field.setAttribute("aria-label", `Bericht van ${this.name}`);
    find(".send").setAttribute("aria-label", `Verstuur als ${this.name}`);
    this.replying = find(".replying");

    this.jumpMark = element("span", { className: "unread", hidden: true });
    byId("jumps").append(
      element("li", {}, element("a", { href: `#${root.id}` }, this.name, " ", this.jumpMark)),
    );
    byId("phones").append(root);
  }

  listen() {
    const look = () => this.look();
    this.root.addEventListener("focusin", look);
    this.root.addEventListener("pointerdown", look);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(this.field.value, { typed: true });
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
    this.field.addEventListener("input", () => this.fit());
    this.chat.addEventListener("scroll", () => this.noteScroll());
    new ResizeObserver(() => this.follow()).observe(this.chat);
    this.menuButton.addEventListener("click", () => this.openMenu(this.menu.hidden));
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.menu.hidden) {
        this.openMenu(false);
        this.menuButton.focus();
      } else if (event.key === "Escape" && this.replyTo !== null) {
        this.answer(null);
      }
    });
    this.replying.querySelector("button").addEventListener("click", () => {
      this.answer(null);
      this.field.focus();
    });
  }

  // What came in

  show({ messages, menu }) {
    const arrived = messages.filter((message) => message.bot && this.seen !== null && !this.seen.has(message.id));
    this.noteScroll(); // a browser tells of scrolling only with its next frame
    this.drawMenu(menu);
    this.drawMessages(messages);
    this.seen = new Set(messages.map((message) => message.id));
    this.follow();
    if (arrived.length > 0) {
      for (const message of arrived) {
        announce(`Nieuw bericht voor ${this.name}: ${snippet(message.text)}`);
      }
      if (!this.isLookedAt()) {
        this.setUnread(this.unread + arrived.length, arrived);
      }
    }
  }

  /** Who scrolled to the newest follows it from there, who scrolled back reads on; what else moves it does not count. */
  noteScroll() {
    if (this.chat.scrollTop !== this.scrolledTo) {
      this.scrolledTo = this.chat.scrollTop;
      this.follows = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 40;
    }
  }

  /** Keeps the newest in sight; who reads back stays where they are. */
  follow() {
    if (this.follows) {
      this.chat.scrollTop = this.chat.scrollHeight;
      this.scrolledTo = this.chat.scrollTop;
    }
  }

  isLookedAt() {
    return document.hasFocus() && this.root.contains(document.activeElement);
  }

  look() {
    if (this.unread > 0) {
      this.setUnread(0);
    }
  }

  setUnread(count, fresh = []) {
    this.unread = count;
    this.mark.hidden = this.jumpMark.hidden = count === 0;
    this.mark.textContent = `${count} nieuw`;
    this.jumpMark.replaceChildren(String(count), element("span", { className: "unseen" }, " nieuw"));
    for (const message of fresh) {
      this.list.querySelector(`[data-key="${message.id}"]`)?.classList.add("fresh");
    }
    if (count === 0) {
      this.list.querySelectorAll(".fresh").forEach((item) => item.classList.remove("fresh"));
    }
  }

  /** Takes away what is gone, then walks along what is there, and touches only what differs. */
  drawMessages(messages) {
    const wanted = new Set(messages.flatMap((message) => [String(message.id), dayKey(message)]));
    [...this.list.children].filter((item) => !wanted.has(item.dataset.key)).forEach((item) => this.leave(item));
    let at = this.list.firstElementChild;
    const place = (key, version, make) => {
      let item = this.list.querySelector(`:scope > [data-key="${key}"]`);
      if (item === null) {
        item = element("li");
        item.dataset.key = key;
      }
      if (item.dataset.version !== String(version)) {
        this.redraw(item, make);
        item.dataset.version = version;
      }
      if (item === at) {
        at = at.nextElementSibling;
      } else {
        this.list.insertBefore(item, at);
      }
    };
    let last = "";
    for (const message of messages) {
      if (dayKey(message) !== last) {
        last = dayKey(message);
        place(last, 0, (item) => {
          item.className = "day";
          item.append(day(message.at, shortDayText));
        });
      }
      place(message.id, message.version, (item) => this.drawMessage(item, message, messages));
    }
  }

  /** Makes an item anew. When the focus was in it, it stays on the button of that name, or else on the item. */
  redraw(item, make) {
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    const fresh = item.classList.contains("fresh");
    item.replaceChildren();
    make(item);
    item.classList.toggle("fresh", fresh);
    if (focused !== null && !item.contains(document.activeElement)) {
      const same = [...item.querySelectorAll("button")].find((one) => one.textContent === focused.textContent);
      (same ?? item).focus({ preventScroll: true });
    }
  }

  leave(item) {
    const focused = item.contains(document.activeElement);
    const key = Number(item.dataset.key);
    item.remove();
    if (focused) {
      this.chat.focus({ preventScroll: true });
    }
    if (this.replyTo === key) {
      this.answer(null);
    }
  }

  drawMessage(item, message, messages) {
    item.className = message.bot ? "message from-bot" : "message own";
    item.tabIndex = -1;
    const bubble = element("div", { className: "bubble" });
    const replied = messages.find((other) => other.id === message.replyTo);
    if (replied !== undefined) {
      bubble.append(element("p", { className: "quote", dir: "auto" }, snippet(replied.text)));
    }
    if (message.file) {
      bubble.append(element("p", { className: "file" }, `Bestand: ${message.file}`));
    }
    bubble.append(element("p", { className: "text", dir: "auto" }, ...this.marked(message)));
    bubble.append(this.foot(message));
    item.append(element("span", { className: "unseen" }, message.bot ? "De bot: " : `${this.name}: `), bubble);
    if (message.buttons.length > 0) {
      const rows = message.buttons.map((row) =>
        element("div", { className: "row" }, ...row.map((button) => this.inline(message, button))),
      );
      item.append(element("div", { className: "buttons" }, ...rows));
    }
  }

  foot(message) {
    const foot = element("p", { className: "foot" });
    if (message.bot) {
      const reply = element("button", { type: "button", className: "answer" }, "Beantwoord");
      reply.setAttribute("aria-label", `Beantwoord: ${snippet(message.text)}`);
      reply.addEventListener("click", () => this.answer(message));
      foot.append(reply);
    }
    foot.append(element("span", {}, `${message.edited ? "bewerkt " : ""}${hour(message.at)}`));
    return foot;
  }

  /** The text with its marks: cut at every border of a mark, each piece wrapped in all that cover it. */
  marked({ text, entities }) {
    const borders = new Set([0, text.length]);
    for (const { offset, length } of entities) {
      borders.add(offset).add(offset + length);
    }
    const cuts = [...borders].sort((a, b) => a - b);
    return cuts.slice(1).map((end, number) => {
      const start = cuts[number];
      const piece = text.slice(start, end);
      return entities
        .filter(({ offset, length }) => offset <= start && end <= offset + length)
        .reduceRight((inside, entity) => this.wrap(entity, piece, inside), document.createTextNode(piece));
    });
  }

  wrap(entity, piece, inside) {
    const link = { url: piece, text_link: entity.url, email: `mailto:${piece}` }[entity.type];
    if (link !== undefined && SAFE_LINK.test(link)) {
      return element("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, inside);
    }
    if (entity.type === "bot_command") {
      const command = element("button", { type: "button", className: "command" }, inside);
      command.addEventListener("click", () => this.send(piece));
      return command;
    }
    if (!(entity.type in MARKS)) {
      return inside;
    }
    return element(MARKS[entity.type], { className: /\s/.test(piece) ? "" : "whole" }, inside);
  }

  inline(message, { label, callback_data, url, copy_text, web_app }) {
    const link = url ?? web_app;
    if (link) {
      const made = element("a", { className: "key", target: "_blank", rel: "noopener noreferrer" }, label, " ↗");
      if (SAFE_LINK.test(link)) {
        made.href = link;
      }
      return made;
    }
    const made = element("button", { type: "button", className: "key", dir: "auto" }, label);
    if (copy_text !== null) {
      made.addEventListener("click", () => this.copy(copy_text));
    } else if (callback_data !== null) {
      made.addEventListener("click", () => this.press(made, message.id, callback_data));
    } else {
      made.addEventListener("click", () => this.send(label)); // of a reply keyboard
    }
    return made;
  }

  drawMenu(menu) {
    const drawn = JSON.stringify(menu);
    if (drawn === this.drawnMenu) {
      return;
    }
    this.drawnMenu = drawn;
    this.menuButton.hidden = menu.length === 0;
    this.menu.querySelector("ul").replaceChildren(
      ...menu.map(({ command, about }) => {
        const button = element("button", { type: "button" }, element("b", {}, command), " ", about);
        button.addEventListener("click", () => {
          this.openMenu(false);
          this.field.focus();
          this.send(command);
        });
        return element("li", {}, button);
      }),
    );
  }

  // What its owner does

  async send(text, { typed = false } = {}) {
    if (text.trim() === "") {
      return;
    }
    const replyTo = typed ? this.replyTo : null;
    this.follows = true;
    this.follow();
    this.look();
    this.say("");
    if (typed) {
      this.fill("");
      this.answer(null);
    }
    try {
      await order("/send", { phone: this.name, text, replyTo });
    } catch (error) {
      if (typed && this.field.value === "") {
        this.fill(text); // nothing that was typed is lost
      }
      this.say(error.message);
    }
  }

  async press(button, message, data) {
    if (button.getAttribute("aria-disabled") === "true") {
      return; // two taps do what one does
    }
    button.setAttribute("aria-disabled", "true");
    this.say("");
    try {
      const { answer } = await order("/press", { phone: this.name, message, data });
      this.say(answer);
    } catch (error) {
      this.say(error.message);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`Gekopieerd: ${text}`);
    } catch {
      this.say(`Kopiëren lukt hier niet. Dit is de tekst: ${text}`);
    }
  }

  answer(message) {
    this.replyTo = message === null ? null : message.id;
    this.replying.hidden = message === null;
    this.replying.querySelector("span").textContent = message === null ? "" : `Antwoord op: ${snippet(message.text)}`;
    if (message !== null) {
      this.field.focus();
    }
  }

  openMenu(open) {
    this.menu.hidden = !open;
    this.menuButton.setAttribute("aria-expanded", String(open));
  }

  say(text) {
    this.note.textContent = text;
  }

  /** Puts a text in the reply field. */
  fill(text) {
    this.field.value = text;
    this.fit();
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 140)}px`;
  }
}

const dayKey = (message) => `day-${message.at.slice(0, 10)}`;

function snippet(text) {
  const line = text.split("\n")[0];
  return line.length > LONGEST_SNIPPET ? `${[...line].slice(0, LONGEST_SNIPPET).join("")}…` : line;
}

// -- what is said aloud ------------------------------------------------------------------------------------------------

let toAnnounce = [];

/** For a screen reader: what comes in one go is said in one go. */
function announce(sentence) {
  toAnnounce.push(sentence);
  if (toAnnounce.length === 1) {
    setTimeout(() => {
      byId("news").replaceChildren(...toAnnounce.map((said) => element("span", {}, `${said}. `)));
      toAnnounce = [];
    }, 300);
  }
}

// -- the clock ---------------------------------------------------------------------------------------------------------

const clock = {
  day: "",
  panel: byId("clock"),
  field: byId("date"),

  show({ now, moving }) {
    byId("now").dateTime = now;
    byId("now-day").textContent = day(now);
    byId("now-time").textContent = hour(now);
    this.panel.setAttribute("aria-busy", String(moving));
    // Not the attribute that takes the focus away.
    this.panel.querySelectorAll("[data-move]").forEach((one) => one.setAttribute("aria-disabled", String(moving)));
    if (moving) {
      byId("clock-note").textContent = "De klok loopt. Wat nu aan de beurt is, komt binnen.";
    } else if (this.day !== now.slice(0, 10)) {
      this.day = now.slice(0, 10);
      this.field.min = this.day;
    }
    this.moving = moving;
  },

  async move(move, date) {
    if (this.moving) {
      return;
    }
    this.complain("");
    try {
      const { now, arrived } = await order("/clock", { move, date });
      const came = arrived === 0 ? "Er kwam niets binnen." : `${arrived} ${arrived === 1 ? "bericht" : "berichten"} bezorgd.`;
      byId("clock-note").textContent = `Het is nu ${day(now, shortDayText)}, ${hour(now)}. ${came}`;
    } catch (error) {
      byId("clock-note").textContent = "";
      this.complain(error.message, move === "date");
    }
  },

  complain(sentence, aboutDate = false) {
    byId("date-error").textContent = sentence;
    this.field.setAttribute("aria-invalid", String(aboutDate));
    if (aboutDate) {
      this.field.focus();
    }
  },

  listen() {
    this.panel.querySelectorAll("button[type=button]").forEach((button) => {
      button.addEventListener("click", () => this.move(button.dataset.move));
    });
    byId("to-date").addEventListener("submit", (event) => {
      event.preventDefault();
      this.move("date", this.field.value);
    });
  },
};

// -- all of it ---------------------------------------------------------------------------------------------------------

const phones = new Map();
let demo = null;

function begin(about) {
  if (demo !== null && demo !== about.demo) {
    location.reload(); // another demo than the one on this page
    return;
  }
  if (demo !== null) {
    return;
  }
  demo = about.demo;
  about.phones.forEach((seat, number) => phones.set(seat.name, new Phone(seat, number + 1)));
  byId("tip-list").replaceChildren(...about.tips.map(drawTip));
}

function drawTip({ title, text, button, phone, fill, date }) {
  const item = fromTemplate("tip-template");
  item.querySelector("h3").textContent = title;
  item.querySelector("p").textContent = text;
  item.querySelector("button").textContent = button;
  item.querySelector("button").addEventListener("click", () => {
    if (date) {
      clock.field.value = date;
      clock.complain("");
      clock.field.focus();
    } else {
      const owner = phones.get(phone);
      owner.fill(fill);
      owner.field.focus();
    }
  });
  return item;
}

function offline(isOff) {
  const said = byId("offline");
  said.className = isOff ? "offline" : "";
  const sentence = "Geen verbinding met de demo. Loopt hij nog? Start hem opnieuw met: make demo";
  if (said.textContent !== (isOff ? sentence : "")) {
    said.textContent = isOff ? sentence : "";
  }
}

function connect() {
  const stream = new EventSource("/events");
  const on = (name, show) => stream.addEventListener(name, (event) => show(JSON.parse(event.data)));
  on("about", begin);
  on("clock", (part) => clock.show(part));
  on("phone", (part) => phones.get(part.name)?.show(part));
  stream.onopen = () => offline(false);
  stream.onerror = () => {
    offline(true);
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(connect, 2000);
    }
  };
}

clock.listen();
connect();
