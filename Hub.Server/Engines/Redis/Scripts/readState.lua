-- Reads values of keys.
-- ARGV[3]      these: the keys of ARGV[4..], as they are · keys: in order of keys, from the bound ARGV[4] on (as ZRANGEBYLEX has it) ·
--              changes: in order of offsets, those behind ARGV[4], with tombstones
-- ARGV[5..7]   but for these: the prefix of the keys, the most entries, the most bytes of payload; one is always given

trim()
local page, bytes, more = {}, 0, 0

if ARGV[3] == 'these' then
  for i = 4, #ARGV do
    local value = redis.call('HGET', state, ARGV[i])
    if value then
      page[#page + 1] = value
    end
  end
  return { 'page', epoch, seq, head, forgotten, 0, page }
end

local from, prefix, limit, maxBytes = ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local ordered = ARGV[3] == 'keys'
local at, last, done = 0, nil, false

local function chunk()
  if ordered then
    return redis.call('ZRANGEBYLEX', keys, from, '+', 'LIMIT', at, 64)
  end
  return redis.call('ZRANGEBYSCORE', changes, '(' .. from, '+inf', 'LIMIT', at, 64)
end

while not done do
  local found = chunk()
  done = #found < 64
  at = at + #found
  for _, key in ipairs(found) do
    if string.sub(key, 1, #prefix) == prefix then
      local value = redis.call('HGET', state, key)
      local offset = struct.unpack('<I8', value)
      local size = struct.unpack('<I4', value, 17)
      -- A compaction may give two keys one offset; a page that ended between them would lose the second.
      local together = not ordered and offset == last
      if #page > 0 and not together and (#page >= limit or bytes + size > maxBytes) then
        more, done = 1, true
        break
      end
      bytes, last = bytes + size, offset
      page[#page + 1] = value
    elseif ordered then
      done = true
      break
    end
  end
end
return { 'page', epoch, seq, head, forgotten, more, page }
