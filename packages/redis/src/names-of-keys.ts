/** Lua helpers for names of keys: `prefix:{part}:kind:name`, as `keys.ts` makes them. */
export const NAMES = `
  local function partOf(key)
    return string.match(key, '^[^{]*{%d+}:')
  end

  local function beside(key, kind, name)
    return partOf(key) .. kind .. ':' .. name
  end

  -- The last part, which may contain colons.
  local function nameOf(key)
    local rest = string.sub(key, #partOf(key) + 1)
    return string.sub(rest, string.find(rest, ':', 1, true) + 1)
  end

  local function appOf(name)
    return string.match(name, '^[^:]*')
  end

  -- Prolongs a time to live, and never shortens it.
  local function lastAtLeast(key, ms)
    if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
  end
`;
