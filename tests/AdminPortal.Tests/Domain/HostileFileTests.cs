using System.Text;
using AdminPortal.Domain.Imports;
using AdminPortal.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// Files that were made to do harm or went wrong on their way are read rightly or refused, at a cost that does not depend on what they ask
/// for.
/// </summary>
public sealed class HostileFileTests(ITestOutputHelper output)
{
    private const long MostMemory = 300L * 1024 * 1024;

    private const int Rounds = 1_500;

    private static readonly RawWorkbook Good = GoodBook();

    /// <summary>A number, changes at places of a file, and bytes of their own.</summary>
    private static readonly Gen<(int Seed, (int At, byte Value, int Kind)[] Edits, byte[] Noise)> Edits =
        from seed in Gen.Choose(0, 1_000_000)
        from edits in Gen.ArrayOf(from at in Gen.Choose(0, 1_000_000)
                                  from value in Gen.Choose(0, 255)
                                  from kind in Gen.Choose(0, 1_000)
                                  select (at, (byte)value, kind), 1 + (seed % 5))
        from noise in Gen.ArrayOf(from value in Gen.Choose(0, 255) select (byte)value)
        select (seed, edits, noise);

    public static TheoryData<string> Names => [.. HostileFile.Small.Select(file => file.Name)];

    private static async Task<(string? Code, ImportFile? File)> TakeAsync(HostileFile hostile)
    {
        await using var stream = new MemoryStream();
        hostile.Write(stream);
        Assert.InRange(stream.Length, 0, ImportFile.Largest);
        stream.Position = 0;
        var taken = await ImportFile.TakeAsync(stream, hostile.Name);
        return (taken.Ok ? null : taken.Problems[0].Code, taken.Value);
    }

    private static HostileFile Named(string name) => HostileFile.Small.Single(file => file.Name == name);

    [Theory, MemberData(nameof(Names))]
    public async Task A_hostile_file_is_read_rightly_or_refused_at_a_bounded_cost(string name)
    {
        var hostile = Named(name);
        var (code, file) = await TakeAsync(hostile);
        var budget = new ReadBudget(CancellationToken.None);
        var cells = new StringBuilder();
        if (file is not null)
        {
            await using var taken = file;
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                foreach (var row in ImportTable.Open(taken).Rows(budget))
                {
                    cells.Append(hostile.Cells is null || cells.Length > 2_000 ? "" : cells.Length > 0 ? "\n" : "")
                        .Append(hostile.Cells is null ? "" : string.Join('|', row.Cells));
                }
            }
            catch (UnreadableFileException error)
            {
                code = error.Problem.Code;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        }

        Assert.Equal(hostile.Code, code);
        Assert.InRange(budget.Steps, 0, ReadBudget.MostSteps + 1);
        if (hostile.Cells is not null)
        {
            Assert.Equal(hostile.Cells, cells.ToString());
        }
    }

    [Fact]
    public async Task Reading_stops_within_a_step_when_it_is_cancelled()
    {
        await using var text = await ImportFiles.TakeAsync(ImportFiles.Csv("name\n" + string.Concat(Enumerable.Repeat("a\n", 1_000))));
        await using var book = await ImportFiles.TakeAsync(
            new MemoryStream(new RawWorkbook(string.Concat(Enumerable.Repeat("<row><c><v>1</v></c></row>", 1_000))).Bytes()));
        foreach (var file in new[] { text, book })
        {
            Assert.ThrowsAny<OperationCanceledException>(() => ImportTable.Open(file, new CancellationToken(true)));
            using var stop = new CancellationTokenSource();
            var rows = 0;
            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                foreach (var _ in ImportTable.Open(file, stop.Token).Rows())
                {
                    rows++;
                    stop.Cancel();
                }
            });
            Assert.Equal(1, rows);
        }
    }

    /// <summary>What is read of a file, or the code of its refusal. Nothing else may happen.</summary>
    private static async Task<string> OutcomeAsync(byte[] bytes)
    {
        var taken = await ImportFile.TakeAsync(new MemoryStream(bytes), "file");
        if (!taken.Ok)
        {
            return taken.Problems[0].Code;
        }

        await using var file = taken.Value;
        try
        {
            return $"{ImportTable.Open(file).Rows().Count()} rows";
        }
        catch (UnreadableFileException error)
        {
            return error.Problem.Code;
        }
    }

    [Theory]
    [InlineData("a workbook")]
    [InlineData("the markup of a workbook")]
    [InlineData("a text file")]
    [InlineData("any bytes")]
    public async Task Whatever_happened_to_a_file_it_is_read_or_refused_by_a_reason_that_was_foreseen(string what)
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (seed, edits, noise) in Edits.Sample(Rounds, new Rnd(7), 200))
        {
            var bytes = what switch
            {
                "a workbook" => Change(Good.Bytes(), edits),
                "the markup of a workbook" => Markup(seed, edits),
                "a text file" => Change("name;city;note\r\nJörg;Köln;\"a\nb\"\r\nÅsa;Malmö;\r\n"u8.ToArray(), edits),
                _ => [.. noise],
            };
            var outcome = await OutcomeAsync(bytes);
            Assert.True(outcome != "file_unreadable", $"{what} {seed}: {Convert.ToBase64String(bytes)}");
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        output.WriteLine($"{what}: {string.Join(", ", outcomes.Select(outcome => $"{outcome.Value}× {outcome.Key}"))}");
        Assert.True(outcomes.Count > 1, "Every file ended alike, so the changes change nothing.");
    }

    private static byte[] Change(byte[] bytes, IEnumerable<(int At, byte Value, int Kind)> edits)
    {
        var changed = bytes.ToList();
        foreach (var (at, value, kind) in edits)
        {
            var index = changed.Count == 0 ? 0 : at % changed.Count;
            switch (kind % 4)
            {
                case 0 when changed.Count > 0:
                    changed[index] = value;
                    break;
                case 1:
                    changed.Insert(index, value);
                    break;
                case 2 when changed.Count > 0:
                    changed.RemoveAt(index);
                    break;
                case 3 when changed.Count > 0 && at % 16 == 0:
                    changed.RemoveRange(index, changed.Count - index);
                    break;
            }
        }

        return [.. changed];
    }

    /// <summary>One part changed before it was packed, so that the damage is inside.</summary>
    private static byte[] Markup(int seed, IEnumerable<(int At, byte Value, int Kind)> edits)
    {
        var parts = Good.Parts.ToList();
        var part = parts[seed % parts.Count];
        using var text = new MemoryStream();
        Good.WritePart(part, text);
        var changed = Change(text.ToArray(), edits);
        return GoodBook().With(part, stream => stream.Write(changed)).Bytes();
    }

    private static RawWorkbook GoodBook() => new RawWorkbook(
        $"""<row r="1">{RawWorkbook.Text("A1", "name")}{RawWorkbook.Text("B1", "day")}</row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>46298.5</v></c><c r="C2"><f>1+1</f><v>2</v></c></row>""")
        .Styles(["dd.mm.yyyy hh:mm", "00000"], [0, 164, 165])
        .With("xl/sharedStrings.xml", "<sst><si><t>Ida</t><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si><si><r><t>Kaya</t></r></si></sst>");
}
