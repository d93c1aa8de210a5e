namespace RealtimeHub.Server.Modules.Chat.Search;

/// <summary>
/// Letters without their marks. <see cref="string.Normalize()"/> leaves all but ASCII as it is where globalization is
/// invariant, as here; so the letters with marks of the Latin, Greek and Cyrillic alphabets are listed: groups of a plain
/// letter and the small letters that are it with marks.
/// </summary>
internal static class PlainLetters
{
    private const string Groups =
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ bḃḅḇ cçćĉċčḉ dďḋḍḏḑḓđ eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ fḟ gĝğġģǧǵḡ hĥȟḣḥḧḩḫẖħ " +
        "iìíîïĩīĭįİǐȉȋḭḯỉịİı jĵǰ kķǩḱḳḵ lĺļľḷḹḻḽł mḿṁṃ nñńņňǹṅṇṉṋ oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ pṕṗ rŕŗřȑȓṙṛṝṟ " +
        "sśŝşšșṡṣṥṧṩ tţťțṫṭṯṱẗŧ uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự vṽṿ wŵẁẃẅẇẉẘ xẋẍ yýÿŷȳẏẙỳỵỷỹ zźżžẑẓẕ " +
        "αάἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ εέἐἑἒἓἔἕὲέ ηήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ ιΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ οόὀὁὂὃὄὅὸό ρῤῥ " +
        "υΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ ωώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ аӑӓ гѓ еѐёӗ жӂӝ зӟ ийѝӣӥ кќ оӧ уўӯӱӳ чӵ ыӹ эӭ ії ѵѷ әӛ өӫ σς";

    private static readonly Dictionary<char, char> Plain = Read();

    /// <summary>The letter itself where it has no marks.</summary>
    public static char Of(char letter) => letter < 0x80 ? letter : Plain.GetValueOrDefault(letter, letter);

    private static Dictionary<char, char> Read()
    {
        var plain = new Dictionary<char, char>();
        foreach (var group in Groups.Split(' '))
        {
            foreach (var marked in group.AsSpan(1))
                plain[marked] = group[0];
        }

        return plain;
    }
}
