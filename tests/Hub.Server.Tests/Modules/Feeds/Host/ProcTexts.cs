namespace RealtimeHub.Server.Tests.Modules.Feeds.Host;

/// <summary>Texts as kernels wrote them.</summary>
internal static class ProcTexts
{
    public const string Stat = """
        cpu  39272 0 8453 300251 961 0 138 45 0 0
        cpu0 17922 0 3684 152704 102 0 22 23 0 0
        cpu1 21349 0 4768 147547 859 0 116 21 0 0
        intr 732463 0 0 0 0 0 0 0 0 0 0 0
        ctxt 1424424
        btime 1795164231
        processes 17684
        procs_running 3
        procs_blocked 0
        softirq 251124 0 44212 1 18812 0 0 1622 91023 11 95443

        """;

    /// <summary>A second of two processors later: cpu0 80 ticks busy (60 user, 20 system), 10 waiting, 10 idle; cpu1 idle.</summary>
    public const string StatLater = """
        cpu  39332 0 8471 300361 971 0 140 45 0 0
        cpu0 17982 0 3702 152714 112 0 24 23 0 0
        cpu1 21349 0 4768 147647 859 0 116 21 0 0
        intr 732999 0 0

        """;

    /// <summary>Linux 2.4: four figures and other lines.</summary>
    public const string StatOld = """
        cpu  1132 34 1441 11311718
        cpu0 1132 34 1441 11311718
        page 5741 1808
        swap 1 0
        disk_io: (3,0):(31,30,5764,1,2)
        """;

    public const string LoadAvg = "1.33 1.09 0.57 3/106 17684\n";

    public const string MemInfo = """
        MemTotal:       24684092 kB
        MemFree:        23709888 kB
        MemAvailable:   24128980 kB
        Buffers:            4680 kB
        Cached:           570120 kB
        SwapCached:            0 kB
        SwapTotal:       2097148 kB
        SwapFree:        2000000 kB
        HugePages_Total:       0

        """;

    /// <summary>Before 3.14 there was no MemAvailable.</summary>
    public const string MemInfoOld = """
                total:    used:    free:  shared: buffers:  cached:
        Mem:  1055760384 1041887232 13873152        0 100417536 711233536
        MemTotal:      1031016 kB
        MemFree:         13548 kB
        Buffers:         98064 kB
        Cached:         692320 kB
        """;

    public const string DiskStats = """
           7       0 loop0 12 0 96 4 0 0 0 0 0 8 4 0 0 0 0 0 0
           1       0 ram0 1 0 8 0 0 0 0 0 0 0 0
         253       0 zram0 9 0 72 0 9 0 72 0 0 0 0
           8       0 sda 1000 10 80000 500 2000 20 160000 900 0 700 1400 0 0 0 0 0 0
           8       1 sda1 900 10 70000 450 1900 20 150000 850 0 650 1300 0 0 0 0 0 0
           8      16 sdaa 1 0 2 0 3 0 4 0 0 0 0
         259       0 nvme0n1 10 0 100 0 20 0 200 0 0 0 0
         259       1 nvme0n1p1 5 0 50 0 10 0 100 0 0 0 0
         259       2 nvme0n1p12 5 0 50 0 10 0 100 0 0 0 0
         202       1 xvda1 7 0 70 0 8 0 80 0 0 0 0
         254       0 dm-0 1000 10 80000 500 2000 20 160000 900 0 700 1400
           9     127 md127 1000 10 80000 500 2000 20 160000 900 0 700 1400
          11       0 sr0 3 0 24 0 0 0 0 0 0 0 0
           3       2 hda2 15 15 15 15

        """;

    public const string NetDev = """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            lo: 4637950    4339    0    0    0     0          0         0  4637950    4339    0    0    0     0       0          0
          eth0: 705619954   17189    0    0    0     0          0         0  1090333   11642    0    0    0     0       0          0
        wlan0:500 5 0 0 0 0 0 0 600 6 0 0 0 0 0 0

        """;
}
