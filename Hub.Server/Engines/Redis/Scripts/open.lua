-- Opens a slice for a node, or renews that it is open: each node does it every few seconds, and before anything else on another run of
-- Redis. A run is one life of a Redis process. What is found on another run may be older than what nodes have shown to readers: then
-- all channels of the slice get a new epoch.
--
-- KEYS[1]  P:{n}:slice  hash  epoch, of all its channels; run, the one that it was opened on last; before, the run before that;
--                             seq, counts all changes; since, the seq that the run began with; began, when, in ms
-- KEYS[2]  P:{n}:nodes  hash  node -> epoch, run and time of its last renewal: what it has shown up to then is here
-- ARGV[1]  the node
-- ARGV[2..4]  what it knows: epoch, run and the highest seq that it has seen; all '' when it knows nothing
-- ARGV[5]  a new epoch, for where one is needed

local LEASE = 15000
local slice, nodes, node, knownEpoch, knownRun, newEpoch = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[5]
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local s = redis.call('HMGET', slice, 'epoch', 'run', 'before', 'seq', 'since', 'began')
local epoch, last, before, seq = s[1], s[2], s[3], tonumber(s[4] or 0)
local since, began = tonumber(s[5] or 0), tonumber(s[6] or 0)
local lost = not epoch

if last ~= run then
  before, since, began = last, seq, now
  -- Nobody here can say whether what the nodes of then have shown is still there, unless all had left in good order.
  lost = lost or (knownEpoch == '' and redis.call('HLEN', nodes) > 0)
end

-- What this node has seen of an earlier run must have been there when this one began.
if knownEpoch == epoch then
  if knownRun == run then
    lost = lost or tonumber(ARGV[4]) > seq
  else
    lost = lost or knownRun ~= before or tonumber(ARGV[4]) > since
  end
end

local gone = {}
local all = redis.call('HGETALL', nodes)
for i = 1, #all, 2 do
  local itsEpoch, itsRun, renewed = string.match(all[i + 1], '(%S+) (%S+) (%d+)')
  if all[i] ~= node then
    if itsRun == run or itsEpoch ~= epoch then
      -- All that it has shown is here, or known to be lost.
      if tonumber(renewed) + LEASE < now then
        gone[#gone + 1] = all[i]
      end
    elseif began + LEASE < now then
      -- It never came to this run to say what it had shown.
      lost = true
      gone[#gone + 1] = all[i]
    end
  end
end

if lost then
  epoch, since = newEpoch, seq
end
redis.call('HSET', slice, 'epoch', epoch, 'run', run, 'before', before or '', 'since', since, 'began', began)
redis.call('HSET', nodes, node, string.format('%s %s %.0f', epoch, run, now))
for _, other in ipairs(gone) do
  redis.call('HDEL', nodes, other)
end
return { epoch, run, seq }
