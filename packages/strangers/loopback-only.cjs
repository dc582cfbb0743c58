// Preloaded into the processes that use the sandbox's proxy: a connection to another machine fails, so nothing leaves this
// one if a library ignores the proxy.
const { Socket } = require('node:net');

const { connect } = Socket.prototype;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

Socket.prototype.connect = function (...parts) {
  // `net.connect` and `tls.connect` pass their arguments on as one list that they have normalized.
  const [options] = Array.isArray(parts[0]) ? parts[0] : parts;
  const host = options?.host ?? (typeof parts[1] === 'string' ? parts[1] : 'localhost');
  if (!LOOPBACK.has(host)) throw new Error(`the call to ${host} would leave this machine`);
  return connect.apply(this, parts);
};
