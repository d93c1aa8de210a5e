using System.CommandLine;
using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.Console.Chatting;
using RealtimeHub.Console.Connecting;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Commands;

/// <summary><c>rthub chat</c>: joins a room, shows what is said there, and posts what is typed.</summary>
internal static class ChatCommand
{
    public static Command Create(ConnectionOptions connection, Terminal terminal)
    {
        var room = new Argument<string>("room") { Description = "The room's name, such as kitchen." };
        room.Validators.Add(result =>
        {
            if (!ChannelName.TryParse("chat:" + result.GetValueOrDefault<string>(), out _, out _))
                result.AddError("The room's name must not be empty or contain white space.");
        });
        var create = ValueOption.Flag("--create", "Make the room, open to everyone, if it isn't there.");
        var last = ValueOption.Count("--last", "How many of the newest messages to show, 0 to 50.", 0, 50, whenAbsent: 20, "-n");
        var command = new Command("chat", "Join a chat room: shows what is said there and posts each line of the input. On a terminal the others see that you are typing. /help lists the commands.") { room, create, last };
        command.SetAction((parsed, cancellationToken) =>
        {
            var prompt = new Prompt(terminal.Out, terminal.Columns);
            var run = new CommandRun(parsed, connection, terminal is { IsInteractive: true, ReadKey: { } readKey } ? WithPrompt(terminal, readKey, prompt) : terminal);
            return run.StreamAsync(
                async (client, stop) =>
                {
                    try
                    {
                        await TalkAsync(run, client, parsed.GetValue(room)!, parsed.GetValue(create), parsed.GetValue(last), stop);
                    }
                    finally
                    {
                        prompt.Hide();
                    }
                },
                cancellationToken);
        });
        return command;
    }

    // What others say doesn't break the line that is being written.
    private static Terminal WithPrompt(Terminal terminal, Func<ConsoleKeyInfo> readKey, Prompt prompt) => terminal with
    {
        In = new Keyboard(readKey, prompt),
        Out = new AbovePrompt(terminal.Out, prompt),
        Error = new AbovePrompt(terminal.Error, prompt),
    };

    private static async Task TalkAsync(CommandRun run, HubClient client, string name, bool creates, int last, CancellationToken cancellationToken)
    {
        var chat = new ChatClient(client);
        await EnterAsync(chat, name, creates, cancellationToken);
        var view = new ChatView(run.Terminal.Out, run.Notices, run.Json);
        await using var room = await chat.OpenRoomAsync(name, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? reason = null;
        room.Changed += (_, _) => view.Show(room);
        room.Ended += (_, change) =>
        {
            reason = change.Error;
            ended.Cancel();
        };
        view.Begin(room, last);
        if (run.Terminal.In is Keyboard keyboard)
            keyboard.LineChanged = new TypingReporter(typing => room.SetTypingAsync(typing), run.Notices.Write).OnLineChanged;
        try
        {
            await new ChatTalk(chat, room, view, run.Notices, TimeProvider.System).RunAsync(run.Terminal.In, ended.Token);
        }
        catch (OperationCanceledException) when (reason is not null)
        {
            throw reason;
        }
    }

    private static async Task EnterAsync(ChatClient chat, string name, bool creates, CancellationToken cancellationToken)
    {
        try
        {
            await chat.JoinRoomAsync(name, cancellationToken);
        }
        catch (HubCallException refusal) when (creates && refusal.Code == ErrorCode.PermissionDenied)
        {
            await chat.CreateRoomAsync(new CreateRoomRequest(name, name, RoomVisibility.Public), cancellationToken);
        }
    }
}
