// The app that Bottender runs for each event.
const contexts = new Map();

module.exports = async function App(context) {
  const { event } = context;
  if (event.isStandby || event.isEcho || !event.isText) return;
  contexts.set(event.rawEvent.sender.id, context);
  if (!/\bhuman\b/i.test(event.text)) {
    await context.sendText(`You said: ${event.text}`);
    return;
  }
  await context.sendText('One moment, a colleague takes over.');
  await context.passThreadControlToPageInbox();
};

module.exports.contextOf = (psid) => contexts.get(psid);
