import { NAMES } from './names-of-keys.ts';
import { type Script, script } from './script.ts';

/**
 * Runs errands. An errand is a step and a key; the step touches only keys in the part of that key. For another part it leaves
 * a further errand. If one server has all parts, the same call runs that errand, so that an operation is atomic. Otherwise
 * the call returns it, and the caller sends it to the other part.
 *
 * KEYS: one for each errand. ARGV: 1 if one server has all parts; the number of given values, then their names and values;
 * for each errand its step, the number of its answers, the number of its arguments, and the arguments. Returns the answers and
 * the errands for other parts. With `inOrder` it returns all further errands, so that the caller can keep them in order.
 */
const BEFORE = `
  local given, answers, left, steps = {}, {}, {}, {}
  local at = 3 + 2 * tonumber(ARGV[2])
  for i = 3, at - 2, 2 do given[ARGV[i]] = ARGV[i + 1] end
  local now = tonumber(given.now)

  local function answer(number, ...)
    answers[#answers + 1] = { number, ... }
  end

  local function leave(step, key, number, ...)
    left[#left + 1] = { step, key, number, ... }
  end
`;

const AFTER = `
  for _, key in ipairs(KEYS) do
    local count = tonumber(ARGV[at + 2])
    steps[ARGV[at]](key, ARGV[at + 1], unpack(ARGV, at + 3, at + 2 + count))
    at = at + 3 + count
  end
  local elsewhere, here = {}, partOf(KEYS[1])
  while #left > 0 do
    local errands = left
    left = {}
    for _, errand in ipairs(errands) do
      if ARGV[1] == '1' or not given.inOrder and partOf(errand[2]) == here then steps[errand[1]](unpack(errand, 2))
      else elsewhere[#elsewhere + 1] = errand
      end
    end
  end
  return { answers, elsewhere }
`;

/** A script with the steps in `parts`. */
export function errandScript(...parts: string[]): Script {
  return script(NAMES, BEFORE, ...parts, AFTER);
}
