-- Appends a batch, all of it or nothing, and publishes it.
-- ARGV[3..6]   the retention: count, age in ms (-1: none), tombstone age in ms, 1 where the log shows present values
-- ARGV[7]      the head that the channel must have, or ''
-- ARGV[8..9]   the pub/sub channel, and who publishes
-- then for each draft: flags (k has a key, r removes it, i has an idempotency key), record, key, idempotency key, the offset that its
-- key's value must have, or ''

local WINDOW, MOST_USED = 300000, 1000000

retention = { count = tonumber(ARGV[3]), age = tonumber(ARGV[4]), tombstoneAge = tonumber(ARGV[5]), present = ARGV[6] == '1' }

local newKeys, newUses = {}, {}

local function has(flags, flag)
  return string.find(flags, flag, 1, true) ~= nil
end

local function firstUse(once)
  local offset, time = string.match(redis.call('HGET', used, once) or '', '(%d+):(%d+)')
  return newUses[once] or (offset and tonumber(time) > now - WINDOW and tonumber(offset) or nil)
end

local function offsetOf(key)
  return newKeys[key] or (redis.call('ZSCORE', keys, key) and tonumber(redis.call('ZSCORE', changes, key))) or 0
end

-- First what would become of each draft: nothing is written before all is known.
local drafts, positions, newHead = {}, {}, head
for i = 10, #ARGV, 5 do
  local draft = { flags = ARGV[i], record = ARGV[i + 1], key = ARGV[i + 2], once = ARGV[i + 3] }
  local before = has(draft.flags, 'i') and firstUse(draft.once)
  if before then
    positions[#positions + 1] = -before
  else
    if ARGV[i + 4] ~= '' and has(draft.flags, 'k') and offsetOf(draft.key) ~= tonumber(ARGV[i + 4]) then
      return { 'conflict', epoch, seq, head }
    end
    newHead = newHead + 1
    draft.offset = newHead
    drafts[#drafts + 1] = draft
    positions[#positions + 1] = newHead
    if has(draft.flags, 'k') then
      newKeys[draft.key] = has(draft.flags, 'r') and 0 or newHead
    end
    if has(draft.flags, 'i') then
      newUses[draft.once] = newHead
    end
  end
end
if #drafts > 0 and ARGV[7] ~= '' and tonumber(ARGV[7]) ~= head then
  return { 'conflict', epoch, seq, head }
end
if next(newUses) and redis.call('ZCARD', uses) >= MOST_USED and redis.call('ZCOUNT', uses, '(' .. string.format('%.0f', now - WINDOW), '+inf') >= MOST_USED then
  return { 'full' }
end

local function setKey(draft)
  redis.call('HSET', state, draft.key, entry(draft.offset, now, draft.record))
  redis.call('ZADD', changes, draft.offset, draft.key)
  if has(draft.flags, 'r') then
    redis.call('ZREM', keys, draft.key)
    redis.call('ZADD', tombstones, draft.offset, draft.key)
  else
    redis.call('ZADD', keys, 0, draft.key)
    redis.call('ZREM', tombstones, draft.key)
  end
end

local function use(draft)
  redis.call('HSET', used, draft.once, string.format('%.0f:%.0f', draft.offset, now))
  redis.call('ZADD', uses, now, draft.once)
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', uses, '-inf', now - WINDOW, 'LIMIT', 0, 10)) do
    redis.call('HDEL', used, old)
    redis.call('ZREM', uses, old)
  end
  -- A channel that grows quiet needs none of them soon.
  redis.call('PEXPIRE', used, WINDOW * 2)
  redis.call('PEXPIRE', uses, WINDOW * 2)
end

if #drafts > 0 then
  local message = {}
  for i, draft in ipairs(drafts) do
    local id = string.format('%.0f-%.0f', draft.offset, now)
    if has(draft.flags, 'k') then
      redis.call('XADD', log, id, 'r', draft.record, 'k', draft.key)
    else
      redis.call('XADD', log, id, 'r', draft.record)
    end
    message[i] = struct.pack('<I4', #draft.record) .. draft.record
  end

  -- What is too old is let go before anything new takes its place.
  trim()
  for _, draft in ipairs(drafts) do
    if has(draft.flags, 'k') then
      setKey(draft)
    end
    if has(draft.flags, 'i') then
      use(draft)
    end
  end

  local offset = head + 1
  head = newHead
  seq = redis.call('HINCRBY', slice, 'seq', 1)
  redis.call('HSET', meta, 'head', head, 'time', now,
    'count', ARGV[3], 'age', ARGV[4], 'tombstoneAge', ARGV[5], 'present', ARGV[6])
  trim()
  -- It is stored: where it can't be published, the nodes find it in the log.
  redis.pcall('SPUBLISH', ARGV[8],
    string.format('P %s %s %.0f %.0f %.0f %s\n', epoch, ARGV[1], seq, offset, now, ARGV[9]) .. table.concat(message))
end
return { 'appended', epoch, seq, head, now, positions }
