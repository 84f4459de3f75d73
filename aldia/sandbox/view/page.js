// The page of a rehearsal: draws what the server says, and sends what a person does. Nothing else
// is decided here. Text is set as text, never as markup.
"use strict";

const at = (id) => document.getElementById(id);
const LANGUAGES = { es: "Español", en: "English", ru: "Русский" };
const LOCALES = { es: "es", en: "en-GB", ru: "ru" };
const OUTCOMES = ["confirmed", "corrected", "unsubscribed", "bounced_hard", "bounced_soft",
  "complaints", "auto_replies", "to_review", "silent"];
const MORE = ["queued", "sent", "deferred", "refused", "uncertain", "to_call", "stale"];
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span" };

const LITERAL = new Set(["code", "pre", "url", "email", "phone_number", "text_link", "bot_command"]);

let words = {};
let language = document.documentElement.lang;
let shown = {};
let seen = "";
let who = "admin";
let replyTo = 0;
let list = "out";
let reading = 0;
let lastFloat = 0;
let timer = 0;

const say = (key, params = {}) =>
  (words[key] || key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");

function make(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside);
  return made;
}

async function post(path, data) {
  try {
    const answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data) });
    if (!answer.ok) toast(say("fault", { status: answer.status }));
    soon(120);
    return answer.ok ? await answer.json() : {};
  } catch {
    toast(say("gone"));
    return {};
  }
}

// What changes, asked for again and again.
function soon(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(look, milliseconds);
}

async function look() {
  const asked = who;
  try {
    const answer = await fetch(`/state?who=${asked}&seen=${seen}`);
    if (answer.status === 200 && asked === who) draw(await answer.json());
    document.body.classList.remove("gone");
  } catch {
    at("going").textContent = say("gone");
  }
  soon(shown.until ? 400 : 700);
}

function draw(state) {
  const before = shown;
  shown = state;
  seen = state.version;
  drawTime();
  if (changed(before.chat, state.chat)) drawTalk();
  if (changed(before.menu, state.menu)) drawMenu();
  if (changed(before.out, state.out) || changed(before.came, state.came)) drawMails();
  if (changed(before.counts, state.counts)) drawCounts();
  for (const one of state.floats.filter((f) => f.number > lastFloat)) {
    lastFloat = one.number;
    toast(one.text, one.alert);
  }
}

const changed = (one, other) => JSON.stringify(one) !== JSON.stringify(other);

// Telegram counts UTF-16 units, as this language does.
const moment = (iso) => {
  const [day, time] = iso.split("T");
  return { day, time: time.slice(0, 5), date: new Date(`${day}T12:00:00Z`) };
};

const inZone = (iso, options) =>
  new Intl.DateTimeFormat(LOCALES[language], { timeZone: shown.zone, hourCycle: "h23", ...options }).format(new Date(iso));

function drawTime() {
  const { date, time } = moment(shown.now);
  at("now").textContent = `${new Intl.DateTimeFormat(LOCALES[language],
    { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(date)}, ${time}`;
  at("going").textContent = shown.until ? say("time.going") : shown.stopped ? say(`stopped.${shown.stopped}`) : "";
  for (const button of at("times").children) button.disabled = Boolean(shown.until);
}

// The chat.
function drawTalk() {
  const talk = at("talk");
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  const items = [];
  let day = "";
  for (const message of shown.chat) {
    const its = inZone(message.at, { day: "numeric", month: "long" });
    if (its !== day) items.push(make("div", { class: "day" }, its));
    day = its;
    items.push(bubble(message));
  }
  talk.replaceChildren(...items);
  if (!items.length) talk.append(make("div", { class: "day" }, say(`nothing.${who}`)));
  if (atEnd) talk.scrollTop = talk.scrollHeight;
}

function bubble(message) {
  const mine = message.sender.id !== shown.bot;
  const text = make("div", { class: "bubble" });
  const answered = shown.chat.find((other) => other.id === message.reply_to);
  if (answered) text.append(make("span", { class: "quoted" }, answered.text.split("\n")[0]));
  if (message.media) text.append(...media(message.media));
  text.append(...marked(message.text, message.entities));
  const stamp = inZone(message.at, { hour: "2-digit", minute: "2-digit" });
  text.append(make("span", { class: "stamp" }, `${message.edited ? `${say("edited")} ` : ""}${stamp}`));
  const said = make("div", { class: `said${mine ? " mine" : ""}`, "data-id": message.id }, text);
  if (!mine) said.append(make("button", { class: "answer", type: "button", "aria-label": say("reply"),
    title: say("reply"), onclick: () => reply(message) }, "↩"));
  const rows = (message.keyboard || {}).inline_keyboard || (message.keyboard || {}).keyboard;
  if (rows) said.append(keys(message, rows));
  return said;
}

function media(given) {
  if (Array.isArray(given)) return [make("img", { src: `/file/${given[0].file_id}`, alt: "" })];
  if (given.phone_number) return [make("span", { class: "attached" }, `👤 ${given.first_name} ${given.phone_number}`)];
  return [make("a", { class: "attached", href: `/file/${given.file_id}`, download: given.file_name || "" },
    `📄 ${given.file_name}`)];
}

function keys(message, rows) {
  const drawn = rows.map((row) => make("div", {}, ...row.map((given) => {
    const key = typeof given === "string" ? { text: given } : given;
    return make("button", { type: "button", onclick: () => tap(message, key) }, key.text);
  })));
  return make("div", { class: "keys" }, ...drawn);
}

async function tap(message, key) {
  if (key.copy_text) return copy(key.copy_text.text);
  const inline = key.switch_inline_query ?? key.switch_inline_query_current_chat;
  if (inline !== undefined) return toast(say("inline"));
  const done = await post("/tap", { who, message: message.id, button: key.callback_data || key.text });
  if (done.url) follow(done.url);
}

// Entities nest and never cross; the outermost comes first.
function marked(text, entities) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return stretch(text, 0, text.length, sorted);
}

function stretch(text, from, to, entities) {
  const parts = [];
  let place = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const end = entity.offset + entity.length;
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    if (entity.offset > place) parts.push(...plain(text.slice(place, entity.offset)));
    const said = text.slice(entity.offset, end);
    parts.push(element(entity, said, LITERAL.has(entity.type) ? [said] : stretch(text, entity.offset, end, inner)));
    place = end;
  }
  if (place < to) parts.push(...plain(text.slice(place, to)));
  return parts;
}

// Telegram makes commands in anybody's words tappable.
function plain(text) {
  const pieces = text.split(/(?<![\w\/])(\/[a-z]\w{0,31})/);
  return pieces.map((piece, index) => (index % 2 ? command(piece) : piece));
}

const command = (text) => make("a", { href: "#", onclick: (event) => {
  event.preventDefault();
  post("/say", { who, text });
} }, text);

function element(entity, text, inside) {
  const links = { email: `mailto:${text}`, phone_number: `tel:${text}`, url: text, text_link: entity.url };
  if (links[entity.type]) {
    const href = /^(https?|mailto|tel|tg):/.test(links[entity.type]) ? links[entity.type] : `https://${text}`;
    return make("a", { href, title: href, onclick: (event) => { event.preventDefault(); follow(href); } }, ...inside);
  }
  if (entity.type === "bot_command") return command(text);
  const made = make(TAGS[entity.type] || "span", {}, ...inside);
  if (entity.type === "spoiler") {
    made.className = "spoiler";
    made.addEventListener("click", () => made.classList.toggle("open"));
  }
  if (entity.type === "code" || entity.type === "pre") made.addEventListener("click", () => copy(text));
  return made;
}

// A link to the bot itself is opened here: an invitation by the colleague, anything else by the same person.
function follow(href) {
  const link = /^https:\/\/t\.me\/[\w]+\?start=([\w-]+)$/.exec(href);
  if (!link) return /^(mailto|tel):/.test(href) ? copy(href.replace(/^\w+:/, "")) : toast(href);
  const opener = link[1].startsWith("i_") ? "stranger" : who;
  choose(opener);
  return post("/say", { who: opener, text: `/start ${link[1]}` });
}

function copy(text) {
  if (navigator.clipboard) navigator.clipboard.writeText(text).catch(() => {});
  toast(say("copied", { text }));
}

function reply(message) {
  replyTo = message ? message.id : 0;
  at("replying").hidden = !message;
  if (message) at("replying").firstElementChild.textContent = message.text.split("\n")[0];
  at("text").focus();
}

function drawMenu() {
  at("commands").replaceChildren(...Object.entries(shown.menu).map(([name, told]) =>
    make("button", { type: "button", onclick: () => { at("text").value = ""; at("commands").hidden = true;
      post("/say", { who, text: `/${name}` }); } }, make("b", {}, `/${name}`), told)));
}

function send() {
  const text = at("text").value.trim();
  if (!text) return;
  post("/say", { who, text, reply_to: replyTo });
  at("text").value = "";
  at("commands").hidden = true;
  at("talk").scrollTop = at("talk").scrollHeight;
  reply(null);
}

function attach(file) {
  const reader = new FileReader();
  reader.onload = () => post("/send", { who, name: file.name, data: reader.result.split(",")[1] || "" });
  reader.readAsDataURL(file);
}

function choose(person) {
  who = person;
  at("who").value = person;
  seen = "";
  shown = { ...shown, chat: undefined, menu: undefined };
  lastFloat = 0;
  reply(null);
  soon(0);
}

let toastTimer = 0;
function toast(text, alert = false) {
  if (!text) return;
  const box = at("toast");
  box.textContent = text;
  box.className = alert ? "toast alert" : "toast";
  box.hidden = false;
  clearTimeout(toastTimer);
  if (!alert) toastTimer = setTimeout(() => { box.hidden = true; }, 3500);
}

// The mails.
function drawMails() {
  at("out-count").textContent = shown.out.length;
  at("came-count").textContent = shown.came.length;
  const lines = shown[list].map((mail) => make("li", {}, make("button",
    { type: "button", "aria-current": String(mail.number === reading), onclick: () => read(mail.number) },
    make("span", {}, list === "out" ? mail.to : mail.from),
    make("time", {}, inZone(mail.at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })),
    make("span", { class: "sub" }, mail.subject),
    ...(mail.reply && !mail.reply.startsWith("2") ? [make("span", { class: "refused" }, mail.reply)] : []))));
  at("mails").replaceChildren(...lines);
  if (!lines.length) at("mails").append(make("li", { class: "empty" }, say(`mails.none.${list}`)));
}

async function read(number) {
  const answer = await fetch(`/mail/${number}`);
  if (!answer.ok) return;
  const mail = await answer.json();
  reading = number;
  const head = make("dl", { class: "headers" });
  for (const [name, value] of mail.headers) head.append(make("dt", {}, name), make("dd", {}, value));
  const body = make("div", { class: "body" });
  const ways = make("div", { class: "switch" });
  const turn = (html) => {
    body.replaceChildren(html
      ? make("iframe", { sandbox: "", src: `/mail/${number}/html`, title: say("mail.html") })
      : make("pre", {}, mail.text));
    for (const way of ways.children) way.setAttribute("aria-pressed", String((way.dataset.way === "html") === html));
  };
  if (mail.html) ways.append(make("button", { type: "button", "data-way": "html", onclick: () => turn(true) }, say("mail.html")));
  ways.append(make("button", { type: "button", "data-way": "text", onclick: () => turn(false) }, say("mail.text")));
  at("mail").replaceChildren(head, ways, body);
  at("mail").hidden = false;
  turn(mail.html);
  drawMails();
  at("mail").scrollIntoView({ block: "nearest" });
}

// The counts.
function drawCounts() {
  const counts = shown.counts;
  at("state").textContent = say(`run.${counts.state}`);
  at("outcomes").replaceChildren(...OUTCOMES.map((name) => {
    const played = counts.played[name] || 0;
    const apart = counts.state === "closed" && counts[name] !== played;
    return make("tr", { class: apart ? "apart" : "", "data-kind": name }, make("td", {}, say(`count.${name}`)),
      make("td", {}, String(counts[name])), make("td", {}, String(played)));
  }));
  at("more").replaceChildren(...MORE.flatMap((name) => line(`count.${name}`, counts[name])));
  at("skipped").replaceChildren(...Object.entries(counts.skipped).flatMap(([why, n]) => line(`skipped.${why}`, n)));
  at("database").textContent = counts.database;
}

const line = (key, value) => [make("dt", {}, say(key)), make("dd", {}, String(value))];

// The words.
async function speak(chosen) {
  language = chosen;
  words = await (await fetch(`/words/${chosen}`)).json();
  document.documentElement.lang = chosen;
  for (const item of document.querySelectorAll("[data-say]")) item.textContent = say(item.dataset.say);
  for (const item of document.querySelectorAll("[data-hint]")) item.placeholder = say(item.dataset.hint);
  for (const item of document.querySelectorAll("[data-name]")) {
    item.setAttribute("aria-label", say(item.dataset.name));
    item.title = say(item.dataset.name);
  }
  at("language").value = chosen;
  shown = {};
  seen = "";
  soon(0);
}

function grow() {
  const box = at("text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 144)}px`;
}

at("language").append(...Object.entries(LANGUAGES).map(([code, name]) => make("option", { value: code }, name)));
at("language").addEventListener("change", async (event) => {
  await post("/language", { who, language: event.target.value });
  await speak(event.target.value);
});
at("who").addEventListener("change", (event) => choose(event.target.value));
at("type").addEventListener("submit", (event) => { event.preventDefault(); send(); });
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
});
at("text").addEventListener("input", grow);
at("menu").addEventListener("click", () => { at("commands").hidden = !at("commands").hidden; });
at("attach").addEventListener("change", (event) => {
  if (event.target.files[0]) attach(event.target.files[0]);
  event.target.value = "";
});
at("no-reply").addEventListener("click", () => reply(null));
at("toast").addEventListener("click", () => { at("toast").hidden = true; });
for (const button of at("times").children) {
  button.addEventListener("click", () => post("/time", { hours: Number(button.dataset.hours) }));
}
for (const button of at("direction").children) {
  button.addEventListener("click", () => {
    list = button.dataset.list;
    for (const other of at("direction").children) other.setAttribute("aria-pressed", String(other === button));
    drawMails();
  });
}
for (const button of at("tabs").children) {
  button.addEventListener("click", () => {
    document.querySelector("main").dataset.shown = button.dataset.tab;
    for (const other of at("tabs").children) other.setAttribute("aria-pressed", String(other === button));
    at("talk").scrollTop = at("talk").scrollHeight;
  });
}
speak(language);
