using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.Console.Output;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Chatting;

/// <summary>
/// Posts what a person writes, each line once. A message that waits for a connection doesn't hold up the next line; one that
/// was not sent is shown with its text, and <c>/retry</c> sends it again.
/// </summary>
internal sealed class ChatPoster(ChatRoom room, Notices notices, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private readonly List<(string Text, Task Posting)> open = [];

    /// <summary>Posts a message. Returns when it was sent, was refused, or waits for a connection.</summary>
    public Task PostAsync(string text, long? replyTo, CancellationToken cancellationToken) =>
        FollowAsync(text, SendAsync(text, room.PostAsync(text, replyTo, cancellationToken), cancellationToken));

    /// <summary>Sends again what failed, each under its own key: what had arrived after all is not posted twice.</summary>
    public async Task RetryAsync(CancellationToken cancellationToken)
    {
        var failed = room.Messages.Where(entry => entry.State == SendState.Failed).ToList();
        if (failed.Count == 0)
            notices.Write("nothing failed");
        foreach (var entry in failed)
            await FollowAsync(entry.Message.Text, SendAsync(entry.Message.Text, room.RetryAsync(entry, cancellationToken), cancellationToken));
    }

    /// <summary>Waits for what is still on its way.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (open.Count(post => !post.Posting.IsCompleted) is > 0 and var count && room.State != SubscriptionState.Subscribed)
            notices.Write($"{count} messages wait for a connection; Ctrl-C gives up");
        await Task.WhenAll(open.Select(post => post.Posting)).WaitAsync(cancellationToken);
    }

    /// <summary>Shows what will not be sent any more, so that no text is lost.</summary>
    public void ShowUnsent()
    {
        foreach (var (text, _) in open.Where(post => !post.Posting.IsCompletedSuccessfully))
            notices.Write(Plain.Text($"not sent, or without an answer: {text}"));
    }

    private async Task FollowAsync(string text, Task posting)
    {
        open.RemoveAll(post => post.Posting.IsCompleted);
        open.Add((text, posting));
        var away = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        room.Changed += OnChanged;
        OnChanged(null, EventArgs.Empty);
        await Task.WhenAny(posting, away.Task);
        room.Changed -= OnChanged;
        if (!posting.IsCompleted)
            notices.Write("no connection: the message is sent when there is one again");

        void OnChanged(object? sender, EventArgs change)
        {
            if (room.State != SubscriptionState.Subscribed)
                away.TrySetResult();
        }
    }

    private async Task SendAsync(string text, Task<Message> posting, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await posting;
                return;
            }
            catch (HubCallException refusal) when (refusal.RetryAfter is { } wait && wait <= LongestWait && FailedEntry(text) is { } entry)
            {
                await Task.Delay(wait, time, cancellationToken);
                posting = room.RetryAsync(entry, cancellationToken);
            }
            catch (HubCallException refusal)
            {
                ShowFailed(text, $"{refusal.Code.ToWord()}: {refusal.Message}");
                return;
            }
            catch (Exception lost) when (lost is ConnectionLostException or PublishQueueFullException)
            {
                ShowFailed(text, lost.Message);
                return;
            }
        }
    }

    private ChatEntry? FailedEntry(string text) => room.Messages.FirstOrDefault(entry => entry.State == SendState.Failed && entry.Message.Text == text);

    private void ShowFailed(string text, string reason) => notices.Write(Plain.Text($"{reason}; not sent: {text} (/retry sends it again)"));
}
