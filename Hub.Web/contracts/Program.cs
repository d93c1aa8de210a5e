using RealtimeHub.Contracts;

// Writes the TypeScript contracts, or tells whether the file that is there says what Hub.Shared says.
var check = args is ["--check", ..];
if (args.Length != (check ? 2 : 1))
{
    Console.Error.WriteLine("usage: Hub.Contracts [--check] FILE");
    return 64;
}

var file = args[^1];
var text = TypeScriptFile.Write(Contracts.OfHubShared());
if (!check)
{
    File.WriteAllText(file, text);
    return 0;
}

var present = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
if (present == text)
    return 0;
Console.Error.WriteLine($"{file} : error HUBWEB : the TypeScript contracts are out of date; run `npm run contracts` in Hub.Web, or `dotnet run --project Hub.Web/contracts -p:CheckContracts=false -- Hub.Web/client/src/contracts.ts`, and commit the file");
return 1;
