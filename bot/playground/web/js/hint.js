// The first steps: three things to try, until they are done or the hint is closed.

import { post } from "./actions.js";
import { button, el, fill, icon, iconButton } from "./dom.js";
import { channelHere, goToChannel } from "./route.js";
import { channelIcon } from "./sidebar.js";
import { browserStorage } from "./storage.js";

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
  { id: "console", text: "A console output", run: (here) => post(here, null, CONSOLE) },
  { id: "thread", text: "A question in a thread", run: askInThread },
  { id: "unknown", text: "An unknown code, to record", run: (here) => post(here, null, "/iissync 2147943515") },
];

/** A message about a problem, and below it a question to the bot. */
async function askInThread(here) {
  const ts = await post(here, null, "NODE2 is up again, but IISSYNC still ends with 2147746132. Any idea?");
  if (!ts) return;
  await post(here, ts, "@iissync what does it mean?");
  goToChannel(here, ts);
}

export const hint = el("div", { class: "hint" });

/** The beginning of a channel. */
export function welcome(channel) {
  showHint(channel);
  if (channel.kind === "im") {
    return el("div", { class: "welcome" }, el("p", { class: "big" }, "This is between you and iissync"),
      el("p", {}, "Write a code, or paste a whole console output. It answers only you."));
  }
  return el(
    "div",
    { class: "welcome" },
    el("p", { class: "big" }, channelIcon(channel), channel.name),
    el("p", {}, "This is the very beginning. Type ", el("code", {}, "/iissync 2148598792"), " to ask for yourself, or ",
      el("code", {}, "@iissync 1722"), " to ask for all to see."),
  );
}

function showHint(channel) {
  const { closed = false, done = [] } = browserStorage.get("hint", {});
  hint.hidden = closed || channel.name !== "iis-cluster";
  if (hint.hidden || hint.dataset.done === String(done)) return;
  hint.dataset.done = String(done);
  const finished = STEPS.every((step) => done.includes(step.id));
  const text = el("p", {}, finished ? "That was all three. Now play." : "Try it:");
  fill(hint, text, STEPS.map((step) => stepButton(step, done)), iconButton("close", "Put the hint away", close));
}

function stepButton(step, done) {
  const isDone = done.includes(step.id);
  const run = () => {
    const stored = browserStorage.get("hint", {});
    browserStorage.set("hint", { ...stored, done: [...new Set([...(stored.done ?? []), step.id])] });
    showHint(channelHere());
    step.run(channelHere());
  };
  const props = { class: `try ${isDone ? "done" : ""}`, "aria-label": isDone ? `${step.text}, done` : null };
  return button(props, run, isDone && icon("check"), step.text);
}

function close() {
  browserStorage.set("hint", { ...browserStorage.get("hint", {}), closed: true });
  hint.hidden = true;
  document.getElementById("composer-main").focus();
}
