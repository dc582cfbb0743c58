// Runs one contender in its own process: `worker.mjs FILE PARAMETERS`. FILE's default export makes the methods, which
// the parent calls by messages.
const [file, parameters] = process.argv.slice(2);
const { default: make } = await import(file);
const methods = await make(JSON.parse(parameters));

process.on('message', async ({ method, args }) => {
  try {
    process.send({ result: await methods[method](...args) });
  } catch (error) {
    process.send({ error: error.stack });
  }
});
process.on('disconnect', () => process.exit());
process.send({ result: undefined });
