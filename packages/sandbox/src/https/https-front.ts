import type { Server as HttpServer, RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { listen } from '../http/listen.ts';
import { OptionError } from '../option-error.ts';
import type { ResolvedHttps } from '../options/resolve-https.ts';
import { GRAPH_HOSTS } from '../platform/platforms.ts';
import { openCaFile } from './ca-file.ts';
import { makeCertificates } from './certificates.ts';
import { type HttpsEnvironment, httpsEnvironment } from './client-environment.ts';
import { isGraphHost } from './graph-host.ts';
import { createProxy } from './proxy.ts';

/** How programs reach the sandbox over https. */
export interface SandboxHttps {
  /** Base URL of the sandbox over https, without a trailing slash, for programs that take a host but insist on https. */
  readonly url: string;
  /** The proxy that answers for Graph's own addresses, for programs that take no host. */
  readonly proxyUrl: string;
  /** Absolute path of the file with the CA that clients must trust, as PEM. The CA is of this run. */
  readonly caFile: string;
  /** Environment variables for a program that calls Graph's own addresses. Most programs read them only at their start. */
  readonly environment: HttpsEnvironment;
}

/** The https server and the proxy of a sandbox. */
export interface HttpsFront {
  readonly shown: SandboxHttps;
  /** Closes both servers with all connections, and removes a temporary CA file. */
  close(): Promise<void>;
}

/** Where both listen. The option `host` does not open them: the proxy is for programs of this machine. */
const LOOPBACK = '127.0.0.1';
const LOOPBACK_NAMES = ['localhost', LOOPBACK, '::1'];

/** Longest time in ms that a TLS handshake may take. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/**
 * Starts the https server and the proxy.
 *
 * @param url Base URL of the sandbox over http.
 * @param answer Answers requests to the sandbox.
 * @throws {OptionError} A port is taken, or the CA's file cannot be written.
 */
export async function startHttpsFront(
  options: ResolvedHttps,
  url: string,
  answer: RequestListener,
): Promise<HttpsFront> {
  const caFile = await openCaFile(options.caFile);
  const answerGraph: RequestListener = (request, response) => {
    // The guard refuses every other foreign name. Some clients name a wrong port here, such as that of http.
    if (isGraphHost(request.headers.host?.replace(/:\d+$/, ''))) request.headers.host = new URL(url).host;
    answer(request, response);
  };
  const secure = createServer({ handshakeTimeout: HANDSHAKE_TIMEOUT_MS }, answerGraph);
  const closing = [caFile.remove];
  const close = async (): Promise<void> => {
    await Promise.all(closing.map((closeOne) => closeOne()));
  };
  const open = async (option: string, server: HttpServer | Server, port: number): Promise<string> => {
    const listening = await listen(server, port, LOOPBACK).catch((error: NodeJS.ErrnoException) => {
      throw new OptionError(`${option}: cannot listen on port ${port} (${error.code}); 0 takes a free one`, {
        cause: error,
      });
    });
    closing.push(listening.close);
    return listening.url;
  };
  try {
    const own = await open('https.port', secure, options.port);
    const proxyUrl = await open('https.proxyPort', createProxy(secure, answerGraph), options.proxyPort);
    const { ca, cert, key } = await makeCertificates([...GRAPH_HOSTS, ...LOOPBACK_NAMES]);
    secure.setSecureContext({ cert, key });
    await caFile.write(ca);
    const environment = httpsEnvironment(proxyUrl, caFile.path, url);
    return { shown: { url: own, proxyUrl, caFile: caFile.path, environment }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
