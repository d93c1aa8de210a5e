namespace RealtimeHub.Documents.Codec;

/// <summary>A struct of an update where it lies in the update's bytes. Nothing of it was copied.</summary>
internal struct Block
{
    public const byte HasOrigin = 0x80;
    public const byte HasRightOrigin = 0x40;
    public const byte HasParentSub = 0x20;
    private const byte KindMask = 0x1f;

    public long Client;
    public int Clock;

    /// <summary>In clocks: characters are UTF-16 units.</summary>
    public int Length;
    public byte Info;

    /// <summary>Where its first byte lies.</summary>
    public int Start;

    /// <summary>Where its content starts.</summary>
    public int Content;

    /// <summary>Behind its last byte.</summary>
    public int End;

    public readonly ContentKind Kind => (ContentKind)(Info & KindMask);

    public readonly int ClockEnd => Clock + Length;

    public readonly bool IsSkip => Kind == ContentKind.Skip;

    public readonly bool IsItem => Kind is not (ContentKind.Gc or ContentKind.Skip);
}

/// <summary>What an item says about its place.</summary>
internal struct BlockPlace
{
    public long OriginClient;
    public int OriginClock;
    public long RightOriginClient;
    public int RightOriginClock;

    /// <summary>The item of the parent; -1 as client where the parent isn't given or is a root type.</summary>
    public long ParentClient;
    public int ParentClock;

    /// <summary>UTF-8 of the root type's name; <see cref="NameLength"/> is -1 where the parent is none.</summary>
    public int NameStart;
    public int NameLength;

    /// <summary>UTF-8 of the key in the parent; the length is -1 where it isn't given.</summary>
    public int SubStart;
    public int SubLength;
}
