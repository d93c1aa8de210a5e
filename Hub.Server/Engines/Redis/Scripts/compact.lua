-- Replaces a key's value by one that stands for everything up to an offset, and lets the log go up to there. Published to nobody.
-- ARGV[3..6]   the epoch that the offset belongs to, the offset, the key, the record

local upTo, key = tonumber(ARGV[4]), ARGV[5]
trim()
local last = tonumber(redis.call('ZSCORE', changes, key) or 0)
if ARGV[3] ~= epoch or upTo < 1 or upTo > head or last > upTo then
  return { 'lost', epoch, seq }
end

redis.call('HSET', state, key, entry(upTo, now, ARGV[6]))
redis.call('ZADD', changes, upTo, key)
redis.call('ZADD', keys, 0, key)
redis.call('ZREM', tombstones, key)
first = math.max(first, upTo + 1)
redis.call('HSET', meta, 'first', first)
redis.call('XTRIM', log, 'MINID', first)
return { 'compacted', epoch, redis.call('HINCRBY', slice, 'seq', 1) }
