// A small bot on Slack's own framework for Node, which uses each of Slack's ways once.

import { createRequire } from "node:module";

const { App, LogLevel } = createRequire(`${process.env.MODULES}/`)("@slack/bolt");
const plain = (text) => ({ type: "plain_text", text });
const app = new App({
  token: process.env.BOT_TOKEN,
  appToken: process.env.APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.API_URL },
});
const button = { type: "button", action_id: "share", text: plain("Share"), value: "1722" };
const field = { type: "plain_text_input", action_id: "typed" };
const modal = {
  type: "modal",
  callback_id: "looked_up",
  title: plain("Look up"),
  submit: plain("Go"),
  blocks: [{ type: "input", block_id: "code", label: plain("Code"), element: field }],
};

app.command("/iissync", async ({ command, ack }) => {
  await ack({ text: `heard ${command.text}`, blocks: [{ type: "actions", elements: [button] }] });
});
app.action("share", async ({ ack, respond }) => {
  await ack();
  await respond({ response_type: "in_channel", replace_original: false, text: "shared" });
});
app.event("app_mention", async ({ event, say }) => {
  await say({ text: "mentioned", thread_ts: event.ts });
});
app.shortcut("lookup", async ({ ack, client, shortcut }) => {
  await ack();
  await client.views.open({ trigger_id: shortcut.trigger_id, view: modal });
});
app.view("looked_up", async ({ ack, view }) => {
  const typed = view.state.values.code.typed.value;
  await (typed === "1722" ? ack() : ack({ response_action: "errors", errors: { code: "No code" } }));
});
app.event("app_home_opened", async ({ event, client }) => {
  const section = { type: "section", text: { type: "mrkdwn", text: "*home*" } };
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [section] } });
});
app.message("fetch", async ({ message, client }) => {
  const { messages } = await client.conversations.history({ channel: message.channel, limit: 1 });
  const refused = await client.chat
    .postMessage({ channel: "C0OPSPRIV1", text: "x" })
    .catch((error) => error.data.error);
  await client.chat.postMessage({ channel: message.channel, text: `${messages[0].text} ${refused}` });
});

await app.start();
