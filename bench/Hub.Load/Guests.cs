using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace RealtimeHub.Load;

/// <summary>Members of rooms are users: each connection comes in as a guest of its own.</summary>
internal static class Guests
{
    private static readonly HttpClient Http = new();

    public static string Token(IPEndPoint server, int number) => Enter(server, number).Token;

    public static (string Token, string UserId) Enter(IPEndPoint server, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"guest-{number}");
        using var answer = Http.PostAsJsonAsync($"http://{server}/auth/guest", new { name }).GetAwaiter().GetResult().EnsureSuccessStatusCode();
        var guest = answer.Content.ReadFromJsonAsync<JsonElement>().GetAwaiter().GetResult();
        return (guest.GetProperty("token").GetString()!, guest.GetProperty("userId").GetString()!);
    }
}
