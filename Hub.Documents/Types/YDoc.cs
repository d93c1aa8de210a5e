using System.Security.Cryptography;
using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>
/// A shared document, as <c>Y.Doc</c> of npm's yjs is: shared types by name, changed by local operations and by updates of others.
/// Documents that got the same updates, in whatever order, are equal. It is not safe for use by several threads at once.
/// </summary>
public sealed class YDoc
{
    private readonly OrderedDictionary<string, Branch> roots = [];
    private readonly List<Transaction> ended = [];
    private readonly UpdateIntegrator integrator;
    private Transaction? current;

    /// <summary>Creates an empty document.</summary>
    /// <param name="clientId">The id of its own edits, from 0 to 2^53 - 1, used by no other replica; a random one of 32 bits when null.</param>
    /// <param name="collectGarbage">Whether the contents of what is deleted are forgotten, as they are by default in Yjs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The client id is out of range.</exception>
    public YDoc(long? clientId = null, bool collectGarbage = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(clientId ?? 0, nameof(clientId));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clientId ?? 0, ByteReader.MaxInteger, nameof(clientId));
        ClientId = clientId ?? NewClientId();
        CollectsGarbage = collectGarbage;
        integrator = new UpdateIntegrator(this);
    }

    /// <summary>Raised after each transaction that changed anything, with the update that carries it to other replicas.</summary>
    public event Action<YDocUpdate>? Updated;

    /// <summary>Raised before <see cref="Updated"/>, for those who need no update: none is made.</summary>
    public event Action<Transaction>? Changed;

    /// <summary>The id of its own edits. It changes when an update shows that another replica uses it.</summary>
    public long ClientId { get; private set; }

    /// <summary>Whether the contents of what is deleted are forgotten.</summary>
    public bool CollectsGarbage { get; }

    /// <summary>Whether parts of updates wait for others that haven't arrived.</summary>
    public bool HasPending => Store.PendingStructs is not null || Store.PendingDeletes is not null;

    /// <summary>The names of the root types, in the order in which they came up.</summary>
    public IReadOnlyCollection<string> RootNames => roots.Keys;

    internal IReadOnlyDictionary<string, Branch> Roots => roots;

    internal BlockStore Store { get; } = new();

    internal ItemIntegrator Integrator => integrator.Items;

    /// <summary>The root text of a name, which needs no creation.</summary>
    /// <exception cref="InvalidOperationException">The name is in use for another kind of type.</exception>
    public YText GetText(string name) => (YText)View(name, BranchKind.Text);

    /// <summary>The root array of a name, which needs no creation.</summary>
    /// <exception cref="InvalidOperationException">The name is in use for another kind of type.</exception>
    public YArray GetArray(string name) => (YArray)View(name, BranchKind.Array);

    /// <summary>The root map of a name, which needs no creation.</summary>
    /// <exception cref="InvalidOperationException">The name is in use for another kind of type.</exception>
    public YMap GetMap(string name) => (YMap)View(name, BranchKind.Map);

    /// <summary>The root XML fragment of a name, which needs no creation.</summary>
    /// <exception cref="InvalidOperationException">The name is in use for another kind of type.</exception>
    public YXmlFragment GetXmlFragment(string name) => (YXmlFragment)View(name, BranchKind.XmlFragment);

    /// <summary>Makes changes that observers and updates see as one. Within another transaction it becomes part of that.</summary>
    /// <param name="body">Makes the changes. When it throws, those that it made stay.</param>
    /// <param name="origin">Tells the caller's changes from others; observers find it in <see cref="Transaction.Origin"/>.</param>
    public void Transact(Action<Transaction> body, object? origin = null) => Transact(body, static (transaction, body) => body(transaction), origin, true);

    /// <summary>Applies an update of format v1. What it has been given before changes nothing.</summary>
    /// <param name="update">The update.</param>
    /// <param name="origin">Observers find it in <see cref="Transaction.Origin"/>.</param>
    /// <param name="limits">What it may contain; <see cref="UpdateLimits.Trusted"/> when null.</param>
    /// <exception cref="InvalidUpdateException">
    /// The update is malformed or exceeds a limit, and changed nothing; except when it exceeds <see cref="UpdateLimits.MaxWork"/>: then part of it
    /// was applied, and the document must be discarded.
    /// </exception>
    public void ApplyUpdate(ReadOnlySpan<byte> update, object? origin = null, UpdateLimits? limits = null)
    {
        var transaction = Enter(origin, false, out var isOutermost);
        try
        {
            transaction.IsLocal = false;
            integrator.Apply(transaction, update, limits ?? UpdateLimits.Trusted);
        }
        finally
        {
            Exit(isOutermost);
        }
    }

    /// <summary>
    /// The first clocks whose content an update gives otherwise than the document has it: its client id is used by another replica, too. Null when there are
    /// none; what is deleted is not compared. Applying such an update makes replicas differ for good.
    /// </summary>
    /// <param name="update">The update, of format v1, which has been inspected.</param>
    public ClientRange? FindConflict(ReadOnlySpan<byte> update) => ConflictFinder.Find(Store, update);

    /// <summary>The document, or what a state lacks of it, as an update of format v1.</summary>
    public byte[] EncodeStateAsUpdate(StateVector? known = null) => StateEncoder.Encode(Store, known ?? new StateVector());

    /// <summary>The clocks of all clients whose structs it has; not of those that wait.</summary>
    public StateVector GetStateVector() => Store.State();

    /// <summary>The next clock of a client, as the state vector has it; 0 for an unknown client.</summary>
    public int ClockOf(long client) => Store.Find(client)?.State ?? 0;

    /// <summary>What is deleted.</summary>
    public DeleteSet GetDeleteSet() => Store.Deletes();

    /// <summary>All root types that were asked for, by name, as values: texts as strings, maps as dictionaries, arrays as lists.</summary>
    public IReadOnlyDictionary<string, object?> ToValue()
    {
        var all = new OrderedDictionary<string, object?>();
        foreach (var (name, branch) in roots)
            all[name] = branch.Kind == BranchKind.Undefined ? Undefined.Value : branch.GetView().ToValue();
        return all;
    }

    /// <summary>All root types that were asked for as one JSON object.</summary>
    public string ToJson() => JsonText.Stringify(ToValue());

    /// <summary>The root type of a name, whatever its kind; it is created when there is none.</summary>
    internal Branch Root(string name)
    {
        if (!roots.TryGetValue(name, out var branch))
            roots[name] = branch = new Branch { Doc = this, Name = name };
        return branch;
    }

    internal void Transact<T>(T state, Action<Transaction, T> body, object? origin = null, bool local = true)
    {
        var transaction = Enter(origin, local, out var isOutermost);
        try
        {
            body(transaction, state);
        }
        finally
        {
            Exit(isOutermost);
        }
    }

    internal void KeepClientIdUnique(Transaction transaction)
    {
        if (transaction.IsLocal)
            return;
        foreach (var touch in transaction.Touched.All)
        {
            if (touch.Client.Client == ClientId && touch.After != touch.Before)
            {
                ClientId = NewClientId();
                return;
            }
        }
    }

    internal void RaiseUpdated(Transaction transaction)
    {
        if (transaction.IsEmpty)
            return;
        Changed?.Invoke(transaction);
        if (Updated is { } updated)
            updated(new YDocUpdate(StateEncoder.Encode(transaction), transaction));
    }

    private static long NewClientId() => (uint)RandomNumberGenerator.GetInt32(int.MinValue, int.MaxValue);

    private Transaction Enter(object? origin, bool local, out bool isOutermost)
    {
        isOutermost = current is null;
        if (current is null)
            ended.Add(current = new Transaction(this, origin, local));
        return current;
    }

    private void Exit(bool isOutermost)
    {
        if (!isOutermost)
            return;

        // A transaction of an observer is ended by the loop that called it.
        var first = current == ended[0];
        current = null;
        if (first)
            TransactionCleanup.Run(ended);
    }

    private YType View(string name, BranchKind kind)
    {
        var branch = Root(name);
        if (branch.Kind == BranchKind.Undefined)
            branch.Kind = kind;
        if (branch.Kind != kind)
            throw new InvalidOperationException($"root type \"{name}\": it is in use as {branch.Kind} and can't be {kind}");
        return branch.GetView();
    }
}

/// <summary>What a transaction changed, for other replicas.</summary>
/// <param name="Update">The update, of format v1.</param>
/// <param name="Transaction">The transaction.</param>
public sealed record YDocUpdate(ReadOnlyMemory<byte> Update, Transaction Transaction);
