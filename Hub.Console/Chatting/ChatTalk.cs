using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.Console.Output;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Chatting;

/// <summary>Does what the lines say, one after another. A refusal is shown, and the next line is read.</summary>
internal sealed class ChatTalk(ChatClient chat, ChatRoom room, ChatView view, Notices notices, TimeProvider time)
{
    private static readonly TimeSpan MuteTime = TimeSpan.FromHours(1);
    private readonly ChatPoster poster = new(room, notices, time);

    /// <summary>Reads lines until the input ends or the person leaves.</summary>
    public async Task RunAsync(TextReader input, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(input, cancellationToken);
            await poster.CompleteAsync(cancellationToken);
        }
        finally
        {
            poster.ShowUnsent();
        }
    }

    private async Task ReadAsync(TextReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A console's own asynchronous reading blocks; the thread that waits for a key is left behind at the end.
            var line = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
            if (line is null || ChatLine.Read(line) is { Act: ChatAct.Quit })
                return;
            if (ChatLine.Read(line) is { } read)
                await TryAsync(read, cancellationToken);
        }
    }

    private async Task TryAsync(ChatLine line, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(line, cancellationToken);
        }
        catch (HubCallException refusal)
        {
            notices.Write(Plain.Text($"{refusal.Code.ToWord()}: {refusal.Message}"));
        }
        catch (Exception lost) when (lost is ConnectionLostException or TimeoutException)
        {
            notices.Write(Plain.Text(lost.Message));
        }
    }

    private Task DoAsync(ChatLine line, CancellationToken cancellationToken) => line.Act switch
    {
        ChatAct.Post => poster.PostAsync(line.Words, null, cancellationToken),
        ChatAct.Reply => poster.PostAsync(line.Words, line.MessageId, cancellationToken),
        ChatAct.Retry => poster.RetryAsync(cancellationToken),
        ChatAct.Edit => room.EditAsync(line.MessageId, line.Words, cancellationToken),
        ChatAct.Delete => room.DeleteAsync(line.MessageId, cancellationToken),
        ChatAct.React => room.ReactAsync(line.MessageId, line.Words, false, cancellationToken),
        ChatAct.Search => SearchAsync(line.Words, cancellationToken),
        ChatAct.Older => OlderAsync(cancellationToken),
        ChatAct.Topic => chat.UpdateRoomAsync(new UpdateRoomRequest(room.Name, Topic: line.Words), cancellationToken),
        ChatAct.Invite => chat.InviteMemberAsync(room.Name, line.Words, cancellationToken),
        ChatAct.Kick => chat.KickAsync(room.Name, line.Words, cancellationToken),
        ChatAct.Ban => chat.BanAsync(room.Name, line.Words, null, cancellationToken),
        ChatAct.Mute => chat.MuteAsync(room.Name, line.Words, time.GetUtcNow() + MuteTime, cancellationToken),
        ChatAct.Who => WhoAsync(cancellationToken),
        ChatAct.Help => Tell(ChatLine.Help),
        _ => Tell(Plain.Text(line.Words)),
    };

    private Task Tell(string text)
    {
        notices.Write(text);
        return Task.CompletedTask;
    }

    private async Task SearchAsync(string words, CancellationToken cancellationToken)
    {
        var found = await chat.SearchMessagesAsync(room.Name, words, cancellationToken: cancellationToken);
        notices.Write($"found {found.Messages.Count}{(found.HasMore ? " and more" : "")}, newest first");
        view.Show(found.Messages);
    }

    private async Task OlderAsync(CancellationToken cancellationToken)
    {
        if (!await room.LoadOlderAsync(cancellationToken: cancellationToken))
            notices.Write("this is the beginning of the room");
    }

    private async Task WhoAsync(CancellationToken cancellationToken)
    {
        var details = await chat.GetRoomAsync(room.Name, cancellationToken);
        notices.Write($"{details.MemberCount} members, {room.Presence?.Users ?? 0} here");
        foreach (var member in details.Members)
            notices.Write($"  {Plain.Text(member.Name ?? "", 40)}  {Plain.Text(member.UserId)}  {member.Role.ToString().ToLowerInvariant()}");
    }
}
