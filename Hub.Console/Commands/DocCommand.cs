using System.CommandLine;
using RealtimeHub.Client;
using RealtimeHub.Client.Documents;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Console.Output;
using RealtimeHub.Console.Writing;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub doc</c>: the documents that several users edit.</summary>
internal static class DocCommand
{
    public static Command Create(ConnectionOptions connection, Terminal terminal) => new("doc", "Documents that several users edit. Takes a user: --token or --guest.")
    {
        List(connection, terminal),
        Make(connection, terminal),
        Show(connection, terminal),
        Edit(connection, terminal),
        Versions(connection, terminal),
        Export(connection, terminal),
    };

    private static Command List(ConnectionOptions connection, Terminal terminal)
    {
        var query = new Option<string?>("--query") { Description = "Only documents whose id or title contains this, or in whose title and text each of its words begins a word." };
        return Of(connection, terminal, new Command("list", "List public documents and one's own, in order of their ids.") { query }, async (run, documents, parsed, stop) =>
        {
            string? after = null;
            var isIncomplete = false;
            do
            {
                var page = await documents.ListDocumentsAsync(parsed.GetValue(query), after, null, stop);
                foreach (var document in page.Documents)
                    run.Results.Write(document);
                after = page.Next;
                isIncomplete |= page.Incomplete == true;
            }
            while (after is not null);
            if (isIncomplete)
                run.Notices.Write("the server has not read all texts yet; run it again to find more");
        });
    }

    private static Command Make(ConnectionOptions connection, Terminal terminal)
    {
        var title = new Argument<string>("title") { Description = "What it is called, 1 to 200 characters." };
        var id = new Option<string?>("--id") { Description = "Its id; the server makes one when absent." };
        var hidden = ValueOption.Flag("--private", "Only for those it is shared with.");
        return Of(connection, terminal, new Command("create", "Make a document.") { title, id, hidden }, async (run, documents, parsed, stop) =>
            run.Results.Write(await documents.CreateDocumentAsync(
                new CreateDocumentRequest(parsed.GetRequiredValue(title), parsed.GetValue(id), parsed.GetValue(hidden) ? DocumentVisibility.Private : null), stop)));
    }

    private static Command Show(ConnectionOptions connection, Terminal terminal)
    {
        var id = Id();
        var version = Version();
        return Of(connection, terminal, new Command("show", "Write a document's text. What a terminal would take as a command is written as escapes: export gives it as it is.") { id, version }, async (run, documents, parsed, stop) =>
        {
            var text = await DocumentExport.TextAsync(documents, parsed.GetRequiredValue(id), parsed.GetValue(version), stop);
            if (run.Json)
                run.Terminal.Out.WriteLine(Plain.Json(text, HubJson.Default.DocumentText));
            else
            {
                foreach (var line in text.Text.Split('\n'))
                    run.Terminal.Out.WriteLine(Plain.Text(line));
            }
        });
    }

    private static Command Edit(ConnectionOptions connection, Terminal terminal)
    {
        var id = Id();
        var file = new Argument<string?>("file") { Description = "A file whose text takes the place of the document's; - takes the input. Without it the editor in VISUAL or EDITOR opens.", Arity = ArgumentArity.ZeroOrOne };
        var append = ValueOption.Flag("--append", "Put the text at the end of the document's.");
        return Of(connection, terminal, new Command("edit", "Change a document's text by what differs: what others write meanwhile stays.") { id, file, append }, async (run, documents, parsed, stop) =>
        {
            await using var document = await documents.OpenDocumentAsync(parsed.GetRequiredValue(id), stop);
            var (state, before) = document.Read(one => (one.EncodeStateAsUpdate(), one.GetText(SharedDocument.DefaultTextName).ToString()));
            var given = parsed.GetValue(file) is { } path ? await ReadAsync(path, run.Terminal, stop) : await ExternalEditor.EditAsync(before, stop);
            var after = parsed.GetValue(append) ? before + given : given;
            foreach (var update in TextEdit.UpdatesTo(state, SharedDocument.DefaultTextName, after.ReplaceLineEndings("\n")))
                document.Edit(one => one.ApplyUpdate(update.Span));
            await document.SaveAsync(stop);
            run.Notices.Write(before == after ? "nothing to change" : "saved");
        });
    }

    private static Command Versions(ConnectionOptions connection, Terminal terminal)
    {
        var id = Id();
        var save = new Option<string?>("--save") { Description = "Save what the document contains as a version of this name." };
        var restore = new Option<string?>("--restore") { Description = "Give the document the content of this version." };
        return Of(connection, terminal, new Command("versions", "List a document's versions, the newest first; save one, or restore one.") { id, save, restore }, async (run, documents, parsed, stop) =>
        {
            var documentId = parsed.GetRequiredValue(id);
            if (parsed.GetValue(save) is { } label)
                run.Results.Write(await documents.SaveVersionAsync(documentId, label, stop));
            if (parsed.GetValue(restore) is { } versionId)
                await documents.RestoreVersionAsync(documentId, versionId, stop);
            if (parsed.GetValue(save) is not null || parsed.GetValue(restore) is not null)
                return;
            string? before = null;
            do
            {
                var page = await documents.ListVersionsAsync(documentId, before, null, stop);
                foreach (var version in page.Versions)
                    run.Results.Write(version);
                before = page.Next;
            }
            while (before is not null);
        });
    }

    private static Command Export(ConnectionOptions connection, Terminal terminal)
    {
        var id = Id();
        var version = Version();
        var format = new Option<string>("--format") { Description = "md: the text as it is; html: a page; txt: without the marks; yjs: everything, as one update of Yjs.", DefaultValueFactory = _ => "md" }
            .AcceptOnlyFromAmong("md", "html", "txt", "yjs");
        var output = new Option<string?>("--output", "-o") { Description = "The file; the output when absent." };
        return Of(connection, terminal, new Command("export", "Write a document as a file.") { id, version, format, output }, async (run, documents, parsed, stop) =>
        {
            var bytes = await DocumentExport.BytesAsync(documents, parsed.GetRequiredValue(id), parsed.GetValue(version), parsed.GetRequiredValue(format), stop);
            if (parsed.GetValue(output) is { } path)
                await WriteAsync(path, bytes, stop);
            else if (parsed.GetRequiredValue(format) == "yjs")
                throw new FormatException("an update of Yjs is no text: name a file with --output");
            else
                await run.Terminal.Out.WriteAsync(System.Text.Encoding.UTF8.GetString(bytes));
        });
    }

    private static Argument<string> Id() => new("document") { Description = "The document's id." };

    private static Option<string?> Version() => new("--version-id") { Description = "A version of it, by its id; the present when absent." };

    private static Command Of(ConnectionOptions connection, Terminal terminal, Command command, Func<CommandRun, DocumentClient, ParseResult, CancellationToken, Task> act)
    {
        command.SetAction((parsed, cancellationToken) =>
        {
            var run = new CommandRun(parsed, connection, terminal);
            return run.OnceAsync((client, stop) => act(run, new DocumentClient(client), parsed, stop), cancellationToken);
        });
        return command;
    }

    private static async Task<string> ReadAsync(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            return path == "-" ? await terminal.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{Plain.Text(path)} can't be read: {error.Message}", error);
        }
    }

    private static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{Plain.Text(path)} can't be written: {error.Message}", error);
        }
    }
}
