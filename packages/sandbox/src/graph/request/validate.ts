import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { requests } from '../../generated/requests.ts';
import { type GraphFault, invalid } from '../graph-fault.ts';
import { tooMany } from '../send/check-template.ts';

const ajv = new Ajv2020({ strict: false, logger: false });
const compiled = new Map<string, ValidateFunction>();

/** The schema of a call's parameters, by its name in the OpenAPI description: `POST /{pageId}/pass_thread_control`. */
export function schemaOf(operation: string): unknown {
  return requests[operation];
}

/**
 * Checks the parameters of a call against the OpenAPI description.
 *
 * @throws {GraphFault} Code 100, for the first wrong parameter.
 */
export function validate(operation: string, params: Record<string, unknown>): void {
  const schema = requests[operation];
  if (!schema) return;
  let check = compiled.get(operation);
  if (!check) {
    check = ajv.compile(schema);
    compiled.set(operation, check);
  }
  if (check(params)) return;
  const [first] = check.errors ?? [];
  if (first) throw complaint(first);
}

/** A schema error in Meta's words. */
function complaint({ keyword, instancePath, schemaPath, params }: ErrorObject): GraphFault {
  const name = paramName(instancePath);
  switch (keyword) {
    case 'required':
      // A call of the Send API without a message and without a sender action (restfb#815).
      if (schemaPath.startsWith('#/dependentSchemas/recipient/')) {
        return invalid('Must send either message or state', 2018015);
      }
      return invalid(`The parameter ${paramName(`${instancePath}/${params['missingProperty']}`)} is required`);
    case 'pattern':
      return invalid(`Param ${name} must be a valid ID string (e.g., "123")`);
    case 'maxLength':
      return invalid(`Length of param ${name} must be less than or equal to ${params['limit']}`);
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return invalid(`Param ${name} must be non-empty`);
    case 'maxItems':
      return tooMany(name);
    case 'maximum':
      return invalid(`Param ${name} must be less than or equal to ${params['limit']}`);
    case 'minimum':
      return invalid(`Param ${name} must be greater than or equal to ${params['limit']}`);
    case 'enum':
      return invalid(`Param ${name} must be one of {${(params['allowedValues'] as unknown[]).join(', ')}}`);
    case 'type':
      return invalid(`Param ${name} must be ${article(String(params['type']))}`);
    case 'not':
      // The description excludes only one combination: a message and a sender action in one call.
      return invalid('Params message and sender_action cannot be sent together', 2018014);
    default:
      return invalid(`Param ${name} is invalid`);
  }
}

/** `/message/quick_replies/0` as Meta writes it: `message[quick_replies][0]`. */
function paramName(path: string): string {
  const [first = '', ...rest] = path.split('/').slice(1);
  return first + rest.map((part) => `[${part}]`).join('');
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}
