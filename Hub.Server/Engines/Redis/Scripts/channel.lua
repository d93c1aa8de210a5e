-- What every script on a channel begins with. All keys of a channel are in one slot: their hash tag is its slice.
--
-- KEYS[1]  P:{n}:slice               hash    what the channels of a slice share: epoch, run, seq, and more (open.lua)
-- KEYS[2]  P:{n}:CHANNEL:meta        hash    head; first, the oldest offset of the log; forgotten; time, of the newest publication;
--                                            count, age, tombstoneAge, present: the retention of the newest append
-- KEYS[3]  P:{n}:CHANNEL:log         stream  <offset>-<time>: r, the record, and k, its key
-- KEYS[4]  P:{n}:CHANNEL:state       hash    key -> offset and time (8 bytes each), record; tombstones, too
-- KEYS[5]  P:{n}:CHANNEL:keys        zset    keys with a value, all of score 0: in the order of their bytes
-- KEYS[6]  P:{n}:CHANNEL:changes     zset    keys by the offset of their value or tombstone
-- KEYS[7]  P:{n}:CHANNEL:tombstones  zset    removed keys by offset
-- KEYS[8]  P:{n}:CHANNEL:used        hash    scope NUL idempotency key -> offset:time
-- KEYS[9]  P:{n}:CHANNEL:uses        zset    the same by time
--
-- ARGV[1]  the run of Redis that the caller has opened the slice on
-- ARGV[2]  the time in ms, in tests; else '', and it is that of Redis' clock, the one clock of all nodes
--
-- A record begins with the length of its payload, 4 bytes. The first write of a script is one that Redis refuses when it is out of
-- memory: so it is refused as a whole.

local slice, meta, log, state, keys, changes, tombstones, used, uses = unpack(KEYS)

local shared = redis.call('HMGET', slice, 'run', 'epoch', 'seq')
local epoch, seq = shared[2], tonumber(shared[3] or 0)
if shared[1] ~= ARGV[1] then
  return { 'closed' }
end

local m = redis.call('HMGET', meta, 'head', 'first', 'forgotten', 'time', 'count', 'age', 'tombstoneAge', 'present')
local head, first, forgotten = tonumber(m[1] or 0), tonumber(m[2] or 1), tonumber(m[3] or 0)
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Times never fall, whatever the clock does: what is older has a lower offset.
local now = math.max(tonumber(ARGV[2]) or clock(), tonumber(m[4] or 0))
local retention = m[5] and { count = tonumber(m[5]), age = tonumber(m[6]), tombstoneAge = tonumber(m[7]), present = m[8] == '1' }

local function entry(offset, time, record)
  return struct.pack('<I8I8', offset, time) .. record
end

local function timeOf(offset)
  local found = redis.call('XRANGE', log, offset, offset)[1]
  return found and tonumber(string.match(found[1], '%-(%d+)')) or 0
end

-- The oldest offset that the retention still asks for.
local function firstKept()
  local low = math.max(first, head - retention.count + 1)
  if retention.age < 0 or low > head or timeOf(low) > now - retention.age then
    return low
  end
  local high = head + 1
  while high - low > 1 do
    local middle = math.floor((low + high) / 2)
    if timeOf(middle) > now - retention.age then high = middle else low = middle end
  end
  return high
end

local function forgetTombstones()
  while true do
    local key, offset = unpack(redis.call('ZRANGE', tombstones, 0, 0, 'WITHSCORES'))
    if not key or (retention.present and tonumber(offset) >= first) then
      return
    end
    local _, time = struct.unpack('<I8I8', redis.call('HGET', state, key))
    if time > now - retention.tombstoneAge then
      return
    end
    -- A replica takes no writes: there it is kept longer.
    if type(redis.pcall('HDEL', state, key)) == 'table' then
      return
    end
    redis.call('ZREM', changes, key)
    redis.call('ZREM', tombstones, key)
    forgotten = math.max(forgotten, tonumber(offset))
    redis.call('HSET', meta, 'forgotten', forgotten)
  end
end

-- Lets go what the retention no longer asks for. Reads do it, too, so that age counts in quiet channels.
local function trim()
  if not retention then
    return
  end
  local kept = firstKept()
  if kept > first then
    first = kept
    if type(redis.pcall('XTRIM', log, 'MINID', first)) == 'number' then
      redis.pcall('HSET', meta, 'first', first)
    end
  end
  forgetTombstones()
end
