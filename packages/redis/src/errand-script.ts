import { NAMES } from './names-of-keys.ts';
import { type Script, script } from './script.ts';

/**
 * Runs errands. An errand is a step and the key that it is about; all that it touches lies in the part of that key. What
 * has to be done in another part it leaves as a further errand: where one server has all parts it is run at once, by the
 * same call, and else it is given back, for the caller to ask for.
 *
 * KEYS: one for each errand. ARGV: 1 where all parts are here, how many things are given, their names and values; then for
 * each errand its step, the number that its answers are to carry, how many arguments, and those. Returns the answers and
 * what is left to ask for, both lists of lists. What is left for the part of the call itself is run at once, too, unless
 * `inOrder` is given: then it waits for what other parts leave.
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

/** A script that knows the steps of `parts`. */
export function errandScript(...parts: string[]): Script {
  return script(NAMES, BEFORE, ...parts, AFTER);
}
