using System.Runtime.ExceptionServices;
using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>Calls observers with what a transaction changed: those of a type, then those of the types around it.</summary>
internal sealed class Observers
{
    private readonly Transaction transaction;
    private Dictionary<YType, List<YEvent>>? deep;
    private ExceptionDispatchInfo? first;

    private Observers(Transaction transaction) => this.transaction = transaction;

    /// <summary>Calls all of them, and throws what the first of them that failed threw.</summary>
    public static void Call(Transaction transaction)
    {
        Observers? observers = null;
        foreach (var (branch, keys) in transaction.Changed.All)
        {
            if (branch.IsDeleted)
                continue;
            if (!transaction.IsLocal && branch.HasFormatting && branch.Kind is BranchKind.Text or BranchKind.XmlText)
                transaction.NeedsFormattingCleanup = true;
            if (IsObserved(branch))
                (observers ??= new Observers(transaction)).CallDirect(branch, keys);
        }

        observers?.CallDeep();
        if (transaction.NeedsFormattingCleanup)
            FormattingCleanup.Run(transaction);
        observers?.first?.Throw();
    }

    private static bool IsObserved(Branch branch)
    {
        if (branch.View is { HasObservers: true })
            return true;
        for (var at = branch; at is not null; at = at.Item?.Parent)
        {
            if (at.View is { HasDeepObservers: true })
                return true;
        }

        return false;
    }

    private static List<YEvent> Alive(List<YEvent> events) =>
        [.. events.Where(change => !change.Target.Branch.IsDeleted).OrderBy(change => change.Depth)];

    private void CallDirect(Branch branch, ChangedKeys keys)
    {
        var made = new YEvent(branch.GetView(), transaction, keys);
        for (var at = branch; at is not null; at = at.Item?.Parent)
        {
            if (at.View is not { HasDeepObservers: true } view)
                continue;
            deep ??= [];
            if (!deep.TryGetValue(view, out var events))
                deep[view] = events = [];
            events.Add(made);
        }

        if (branch.View is { HasObservers: true } observed)
            Try(() => observed.RaiseChanged(made));
    }

    private void CallDeep()
    {
        foreach (var (type, events) in deep ?? [])
        {
            if (!type.Branch.IsDeleted)
                Try(() => type.RaiseDeepChanged(Alive(events)));
        }
    }

    private void Try(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e)
        {
            first ??= ExceptionDispatchInfo.Capture(e);
        }
    }
}
