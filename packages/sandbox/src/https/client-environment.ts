/** Environment variables that lead a program's calls of Graph's own addresses to the sandbox. */
export interface HttpsEnvironment {
  /** The proxy, for curl, Python, PHP, Ruby and many libraries for Node. */
  HTTPS_PROXY: string;
  /** The same: some programs prefer this form. */
  https_proxy: string;
  /** Hosts that need no proxy: this machine. */
  NO_PROXY: string;
  /** The same. */
  no_proxy: string;
  /** Makes `fetch`, `http` and `https` of newer versions of Node heed the proxy. */
  NODE_USE_ENV_PROXY: string;
  /** File of the CA, for Node: beside its own CAs. */
  NODE_EXTRA_CA_CERTS: string;
  /** File of the CA, for programs that use OpenSSL: in place of the system's CAs. */
  SSL_CERT_FILE: string;
  /** File of the CA, for curl: in place of the system's CAs. */
  CURL_CA_BUNDLE: string;
  /** File of the CA, for Python's `requests`: in place of its CAs. */
  REQUESTS_CA_BUNDLE: string;
}

/**
 * The environment of a program that must use the proxy.
 *
 * @param url Address of the sandbox, which needs no proxy either.
 */
export function httpsEnvironment(proxyUrl: string, caFile: string, url: string): HttpsEnvironment {
  const direct = [...new Set(['localhost', '127.0.0.1', '::1', new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')])];
  const noProxy = direct.join(',');
  return {
    HTTPS_PROXY: proxyUrl,
    https_proxy: proxyUrl,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: caFile,
    SSL_CERT_FILE: caFile,
    CURL_CA_BUNDLE: caFile,
    REQUESTS_CA_BUNDLE: caFile,
  };
}
