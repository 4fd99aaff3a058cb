// The first steps: three things to click, until they are done or put away.

import { el, fill, icon } from "./dom.js";
import { forBrowser } from "./kept.js";
import { channelHere, goToChannel } from "./route.js";
import { say } from "./speak.js";

const CONSOLE = `@iissync what went wrong here?
\`\`\`
C:\\WINNT\\system32\\inetsrv>iissync NODE2
Synchronizing NODE2 ...
Failed with status 2148598792 (0x80110408)
C:\\WINNT\\system32\\inetsrv>ping NODE2
Reply from 10.0.0.12: bytes=32 time<10ms TTL=128
C:\\WINNT\\system32\\inetsrv>net view \\\\NODE2
System error 53 has occurred.
The network path was not found.
C:\\WINNT\\system32\\inetsrv>iissync NODE3
Failed with status 1722
C:\\WINNT\\system32\\inetsrv>sc \\\\NODE3 query msdtc
[SC] OpenService FAILED 1060:
The specified service does not exist as an installed service.
2026-11-23 10:41:07  133 keys copied, 250 ms, process 4711
\`\`\``;

const STEPS = [
  { id: "console", words: "A console output", run: (here) => say(here, null, CONSOLE) },
  { id: "thread", words: "A question in a thread", run: askInThread },
  { id: "unknown", words: "An unknown code, to record", run: (here) => say(here, null, "/iissync 2147943515") },
];

/** Somebody's trouble, and below it the question what it means. */
async function askInThread(here) {
  const ts = await say(here, null, "NODE2 is up again, but IISSYNC still ends with 2147746132. Any idea?");
  if (!ts) return;
  await say(here, ts, "@iissync what does it mean?");
  goToChannel(here, ts);
}

export const hint = el("div", { class: "hint" });

/** What stands at a channel's beginning. */
export function welcome(channel) {
  show(channel);
  if (channel.kind === "im") {
    return el("div", { class: "welcome" }, el("p", { class: "big" }, "This is between you and iissync"),
      el("p", {}, "Write a code, or paste a whole console output. It answers only you."));
  }
  return el(
    "div",
    { class: "welcome" },
    el("p", { class: "big" }, icon(channel.kind === "group" ? "lock" : "hash"), channel.name),
    el("p", {}, "This is the very beginning. Type ", el("code", {}, "/iissync 2148598792"), " to ask for yourself, or ",
      el("code", {}, "@iissync 1722"), " to ask for all to see."),
  );
}

function show(channel) {
  const { away = false, done = [] } = forBrowser.get("hint", {});
  hint.hidden = away || channel.name !== "iis-cluster";
  if (hint.hidden || hint.dataset.done === String(done)) return;
  hint.dataset.done = String(done);
  const finished = STEPS.every((step) => done.includes(step.id));
  fill(hint, el("p", {}, finished ? "That was all three. Now play." : "Try it:"), STEPS.map((step) => button(step, done)), putAway());
}

function button(step, done) {
  const isDone = done.includes(step.id);
  const run = () => {
    const kept = forBrowser.get("hint", {});
    forBrowser.set("hint", { ...kept, done: [...new Set([...(kept.done ?? []), step.id])] });
    show(channelHere());
    step.run(channelHere());
  };
  return el(
    "button",
    { type: "button", class: `try ${isDone ? "done" : ""}`, "aria-label": isDone ? `${step.words}, done` : null, on: { click: run } },
    isDone && icon("check"),
    step.words,
  );
}

function putAway() {
  const close = () => {
    forBrowser.set("hint", { ...forBrowser.get("hint", {}), away: true });
    hint.hidden = true;
    document.getElementById("composer-main").focus();
  };
  return el("button", { type: "button", class: "quiet", "aria-label": "Put the hint away", on: { click: close } }, icon("close"));
}
