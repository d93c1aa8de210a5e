using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace RealtimeHub.Load;

/// <summary>Members of rooms are users: each connection comes in as a guest of its own.</summary>
internal static class Guests
{
    private static readonly HttpClient Http = new();

    public static string Token(IPEndPoint server, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"guest-{number}");
        using var answer = Http.PostAsJsonAsync($"http://{server}/auth/guest", new { name }).GetAwaiter().GetResult().EnsureSuccessStatusCode();
        return answer.Content.ReadFromJsonAsync<JsonElement>().GetAwaiter().GetResult().GetProperty("token").GetString()!;
    }
}
