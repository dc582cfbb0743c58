/** What a script makes of the name of a key, `prefix:{part}:kind:name`. See `keys.ts`. */
export const NAMES = `
  local function partOf(key)
    return string.match(key, '^[^{]*{%d+}:')
  end

  local function beside(key, kind, name)
    return partOf(key) .. kind .. ':' .. name
  end

  -- What stands behind the kind of a key.
  local function nameOf(key)
    local rest = string.sub(key, #partOf(key) + 1)
    return string.sub(rest, string.find(rest, ':', 1, true) + 1)
  end

  local function appOf(name)
    return string.match(name, '^[^:]*')
  end

  -- What several things lie in lasts as long as the one that lasts longest.
  local function lastAtLeast(key, ms)
    if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
  end
`;
