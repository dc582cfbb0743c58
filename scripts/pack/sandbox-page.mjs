// Opens the page of the installed sandbox. It is not a module, so no other check would notice if it were not packed.
import { createSandbox } from '@handover/sandbox';

const sandbox = await createSandbox();
try {
  const page = await get('/');
  const files = [...page.matchAll(/(?:src|href)="((?!data:)[^"]+)"/g)].map(
    ([, address]) => new URL(address, sandbox.url).pathname,
  );
  for (const type of ['.js', '.css']) {
    if (!files.some((file) => file.endsWith(type))) throw new Error(`the page names no ${type} file`);
  }
  for (const file of files) await get(file);
} finally {
  await sandbox.close();
}

async function get(path) {
  const response = await fetch(new URL(path, sandbox.url));
  const text = await response.text();
  if (!response.ok || text === '')
    throw new Error(`${path} was answered with ${response.status}, ${text.length} characters`);
  return text;
}
