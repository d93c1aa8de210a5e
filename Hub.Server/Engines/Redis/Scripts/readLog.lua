-- Reads a page of the log: with ARGV[3] up from behind that offset, else down from before ARGV[4].
-- ARGV[3..4]   the exclusive bounds, or ''
-- ARGV[5..6]   the most publications, the most bytes of payload; one is always given

local after, before, limit, maxBytes = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
trim()
local low, high = math.max(first, (after or 0) + 1), math.min(head, (before or head + 1) - 1)
local at, page, bytes, more = after and low or high, {}, 0, 0

-- Where the log shows present values: that of the publication's key, unless it is its own.
local function present(offset, key)
  local value = key and retention.present and redis.call('HGET', state, key)
  return value and struct.unpack('<I8', value) ~= offset and string.sub(value, 17) or nil
end

while more == 0 and at >= low and at <= high do
  local chunk = after and redis.call('XRANGE', log, at, high, 'COUNT', 64) or redis.call('XREVRANGE', log, at, low, 'COUNT', 64)
  if #chunk == 0 then
    break
  end
  for _, found in ipairs(chunk) do
    local offset, time = string.match(found[1], '(%d+)%-(%d+)')
    local record, key = found[2][2], found[2][4]
    local size = struct.unpack('<I4', record)
    if #page > 0 and (#page >= limit or bytes + size > maxBytes) then
      more = 1
      break
    end
    bytes = bytes + size
    at = tonumber(offset) + (after and 1 or -1)
    page[#page + 1] = { tonumber(offset), tonumber(time), record, present(tonumber(offset), key) }
  end
end
return { 'page', epoch, seq, head, first, more, page }
