import type { Context } from 'koa';
import { BodyTooLargeError, readBytes } from '../../http/read-bytes.ts';
import type { SandboxLimits } from '../../options/options.ts';
import { GraphFault } from '../graph-fault.ts';
import { type FormValue, readForm } from './form.ts';
import { splitVersion } from './graph-path.ts';
import type { GraphRequest, UploadedFile } from './graph-request.ts';
import { readMultipart } from './multipart.ts';
import { isJson, type RawParameters, readBody, readJson } from './parameters.ts';

/**
 * Reads an HTTP request. If that fails, the request has the fault, and is refused like a call with a wrong parameter.
 */
export async function readRequest(limits: SandboxLimits, ctx: Context): Promise<GraphRequest> {
  const [, bearer] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(ctx.get('authorization')) ?? [];
  const request = { method: ctx.method, ...splitVersion(ctx.path), bearer, files: [] };
  let query: Record<string, FormValue> = {};
  try {
    query = readForm(new URLSearchParams(ctx.querystring));
    const { text, json, files = [] } = await readContent(limits, ctx);
    return {
      ...request,
      method: methodOf(ctx.method, { ...query, ...text }),
      raw: { text: { ...query, ...text }, json },
      files,
    };
  } catch (error) {
    return { ...request, method: methodOf(ctx.method, query), raw: { text: query, json: {} }, fault: faultOf(error) };
  }
}

/** Graph also takes the method from a parameter, for callers that can only GET and POST. */
function methodOf(method: string, { method: override }: Readonly<Record<string, FormValue>>): string {
  return (typeof override === 'string' && override !== '' ? override : method).toUpperCase();
}

async function readContent(limits: SandboxLimits, ctx: Context): Promise<RawParameters & { files?: UploadedFile[] }> {
  const type = ctx.get('content-type');
  if (/^multipart\//i.test(type)) {
    const { pairs, files } = await readMultipart(
      await readBytes(ctx.req, limits.multipartBytes),
      type,
      limits.bodyBytes,
    );
    return { text: readForm(pairs), json: {}, files };
  }
  const body = (await readBytes(ctx.req, limits.bodyBytes)).toString('utf8');
  // A list as the body is the batch itself.
  const list = isJson(body, type) && /^\s*\[/.test(body) ? readJson(body) : undefined;
  return Array.isArray(list) ? { text: {}, json: { batch: list } } : readBody(body, type);
}

function faultOf(error: unknown): GraphFault {
  if (error instanceof GraphFault) return error;
  if (!(error instanceof BodyTooLargeError)) throw error;
  return new GraphFault({ code: 1, status: 413, message: `(#1) ${error.message}` });
}
