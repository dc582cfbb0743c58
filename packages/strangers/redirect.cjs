// Preloaded into every child process: what a library sends to https://graph.facebook.com goes to the sandbox at
// GRAPH_URL instead. A call to any other host fails, so nothing leaves this machine.
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const { urlToHttpOptions } = require('node:url');

const graph = new URL(process.env.GRAPH_URL);

https.request = (...parts) => {
  const [options, listener] = normalized(parts);
  const host = options.hostname ?? options.host;
  if (host !== 'graph.facebook.com') throw new Error(`the call to ${host} would leave this machine`);
  return http.request(
    {
      ...options,
      protocol: 'http:',
      host: graph.hostname,
      hostname: graph.hostname,
      port: graph.port,
      // The library's agent is one for TLS.
      agent: false,
      headers: withoutHost(options.headers),
    },
    listener,
  );
};
https.get = (...parts) => {
  const request = https.request(...parts);
  request.end();
  return request;
};
syncBuiltinESMExports();

/** The three forms of arguments that `https.request` takes, as options and a listener. */
function normalized([first, second, third]) {
  const url = typeof first === 'string' ? new URL(first) : first;
  if (!(url instanceof URL)) return [first, second];
  return typeof second === 'function'
    ? [urlToHttpOptions(url), second]
    : [{ ...urlToHttpOptions(url), ...second }, third];
}

function withoutHost(headers = {}) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'host'));
}
