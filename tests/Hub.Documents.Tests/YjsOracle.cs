using System.Diagnostics;
using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.Documents.Tests;

/// <summary>npm's yjs in a Node process, called over a pipe; see tests/yjs/oracle.mjs. One process for all tests.</summary>
public sealed class YjsOracle : IDisposable
{
    private readonly Process process;
    private readonly Lock gate = new();

    public YjsOracle()
    {
        var script = Repository.PathOf("tests/yjs/oracle.mjs");
        process = Process.Start(new ProcessStartInfo("node", [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(script)!,
        })!;
    }

    /// <summary>Calls a function and gives its result.</summary>
    /// <exception cref="YjsException">The function threw.</exception>
    public JsonElement Call(string name, params object?[] arguments)
    {
        string? reply;
        lock (gate)
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize<object?[]>([name, .. arguments]));
            process.StandardInput.Flush();
            reply = process.StandardOutput.ReadLine();
        }

        using var document = JsonDocument.Parse(reply ?? throw new InvalidOperationException("the oracle ended"));
        var result = document.RootElement.Clone();
        return result.ValueKind == JsonValueKind.Object && result.TryGetProperty("error", out var error) ? throw new YjsException(error.GetString()!) : result;
    }

    public byte[] Bytes(string name, params object?[] arguments) => Call(name, arguments).GetBytesFromBase64();

    /// <summary>Updates and states of a random activity in yjs.</summary>
    public Activity Activity(int seed, int clients = 3, int steps = 60, bool gc = true) =>
        Call("activity", seed, clients, steps, gc).Deserialize<Activity>(JsonSerializerOptions.Web)!;

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5_000))
            process.Kill();
        process.Dispose();
    }
}

/// <summary>What clients of yjs did.</summary>
public sealed record Activity(byte[][] Updates, byte[][] UpdatesV2, byte[] State, byte[] Update, byte[] Partial);

/// <summary>yjs threw.</summary>
public sealed class YjsException(string message) : Exception(message);

[CollectionDefinition(Name)]
public sealed class YjsTests : ICollectionFixture<YjsOracle>
{
    public const string Name = "yjs";
}
