using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Presence;

/// <summary>Random schedules: a follower of the announced changes always has the picture that reading gives.</summary>
public class PresenceScheduleTests
{
    [Fact]
    public void Follower_RandomSchedule_AlwaysHasThePicture()
    {
        for (var seed = 0; seed < 500; seed++)
            new Schedule(seed).Run(200);
    }

    private sealed class Schedule
    {
        private readonly int seed;
        private readonly Random random;
        private readonly PresenceOptions options;
        private readonly PresenceChannel channel;
        private readonly PresenceFollower follower;
        private readonly Dictionary<string, (string User, TimeSpan? LostUntil)> model = [];
        private TimeSpan now;
        private int next;

        public Schedule(int seed)
        {
            this.seed = seed;
            random = new Random(seed);
            // Limits from never reached to crossed all the time.
            options = new PresenceOptions { MaxNamedMembers = random.Next(2, 25) };
            channel = new PresenceChannel(ChannelName.Parse("topic:t"), options, random.Next(3));
            follower = new PresenceFollower(channel.Read);
            follower.Read();
        }

        public void Run(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                Act();
                if (random.Next(3) == 0)
                    channel.Read();
                if (random.Next(2) == 0)
                    Announce();
                Check(step);
            }

            now += TimeSpan.FromMinutes(1);
            Expire();
            Announce();
            Check(steps);
        }

        private void Act()
        {
            switch (random.Next(10))
            {
                case < 4:
                    Join();
                    break;
                case < 7:
                    Leave(orderly: random.Next(2) == 0);
                    break;
                case 7:
                    Update();
                    break;
                default:
                    now += TimeSpan.FromSeconds(random.Next(1, 40) * 0.1);
                    Expire();
                    break;
            }
        }

        private void Join()
        {
            var id = $"c{next++}";
            var user = random.Next(6) == 0 ? "~" + id : $"u{random.Next(15)}";
            var replaced = model.Where(entry => entry.Value.User == user && entry.Value.LostUntil is not null).Select(entry => entry.Key).ToList();
            channel.Join(id, user, user, next);
            if (replaced.Count > 0)
                model.Remove(replaced.Single(lost => replaced.Count == 1 || lost == OldestOf(user)));
            model[id] = (user, null);

            // In the order of joining, the first that is lost.
            string OldestOf(string name) => replaced.MinBy(lost => int.Parse(lost.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture))!;
        }

        private void Leave(bool orderly)
        {
            if (Pick() is not { } id)
                return;
            channel.Leave(id, orderly, now);
            if (orderly)
                model.Remove(id);
            else if (model[id].LostUntil is null)
                model[id] = (model[id].User, now + options.GracePeriod);
        }

        private void Update()
        {
            if (Pick() is { } id)
                Assert.Equal(model[id].LostUntil is null, channel.Update(id, Payload.FromJson(random.Next(3).ToString(System.Globalization.CultureInfo.InvariantCulture))));
        }

        private void Expire()
        {
            channel.Advance(now);
            foreach (var (id, entry) in model.ToList())
            {
                if (entry.LostUntil <= now)
                    model.Remove(id);
            }
        }

        private void Announce()
        {
            while (channel.TakeChange(now) is { } change)
                follower.Hear(change);
        }

        private void Check(int step)
        {
            var snapshot = channel.Read();
            var users = model.Values.Select(entry => entry.User).Distinct().Count();
            Assert.True((users, model.Count) == (snapshot.Users, snapshot.Connections), $"seed {seed} step {step}: counts");
            if (follower.Version != snapshot.Version)
                return;
            Assert.True(Names(snapshot.Members) == Names(follower.Members), $"seed {seed} step {step}: {Names(snapshot.Members)} / {Names(follower.Members)}");
            if (snapshot.Members.Count > 0)
                Assert.Equal((snapshot.Users, snapshot.Connections), (follower.Users, follower.Connections));
        }

        /// <summary>Members with their data, in order. Connections' ids are left out: a return within the grace period is not announced.</summary>
        private static string Names(IEnumerable<Member> members) => string.Join(' ', members.Select(member =>
            $"{member.UserId}:{string.Join(',', member.Connections.Select(connection => connection.Data?.Bytes.Span[0] ?? 0).Order())}"));

        private string? Pick() => model.Count == 0 ? null : model.Keys.ElementAt(random.Next(model.Count));
    }
}
