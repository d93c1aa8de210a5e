using System.Globalization;
using System.Text;

namespace RealtimeHub.TestKit;

/// <summary>The head of an HTTP/1.1 response, read byte by byte so that nothing behind it is lost.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The headers, their names in any case.</param>
public sealed record UpgradeResponse(int Status, IReadOnlyDictionary<string, string> Headers)
{
    internal static async Task<UpgradeResponse> ReadAsync(Stream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await stream.ReadAsync(one) == 0)
                throw new EndOfStreamException("the connection ended within the response: " + Encoding.ASCII.GetString([.. bytes]));
            bytes.Add(one[0]);
        }

        return Parse(Encoding.ASCII.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    private static UpgradeResponse Parse(string[] lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new UpgradeResponse(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers);
    }

    private static bool EndsHead(List<byte> bytes) =>
        bytes.Count >= 4 && bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n';
}
