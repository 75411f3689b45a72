using System.Diagnostics;
using System.Globalization;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Cli;

/// <summary>Files that cannot be imported as they are, from the command line.</summary>
public sealed class DamagedImportTests : IDisposable
{
    private readonly CommandLine cli = new();

    public void Dispose() => cli.Dispose();

    private string Write(string name, Action<Stream> write)
    {
        var path = cli.Write(name, "");
        using var file = File.Create(path);
        write(file);
        return path;
    }

    [Theory]
    [InlineData("a workbook with a byte that flipped", "cannot be read beyond row")]
    [InlineData("a workbook cut off after 60 %", "The file is damaged and cannot be read.")]
    [InlineData("number format of a million digits", "far more cells, formats or texts than a list needs")]
    [InlineData("a text document", "The file is no Excel workbook (.xlsx).")]
    [InlineData("an archive with a password", "Save it as .xlsx without a password.")]
    [InlineData("a line of 50 MB", "Row 1 has a cell that is too long")]
    public async Task A_file_that_cannot_be_read_ends_with_a_sentence(string name, string sentence)
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        var path = Write("people.xlsx", HostileFile.Small.Single(file => file.Name == name).Write);
        foreach (var what in new[] { "contacts", "payments" })
        {
            var (code, results, messages) = await cli.RunAsync($"import {what} --tenant acme --file", "", path);
            Assert.Equal(1, code);
            Assert.Empty(results);
            Assert.Contains(sentence, messages, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cell_that_is_no_value_refuses_its_row_where_the_column_is_needed()
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        var path = Write("people.xlsx", new RawWorkbook(
            $"""<row>{RawWorkbook.Text("A1", "customer_number")}{RawWorkbook.Text("B1", "last_name")}{RawWorkbook.Text("C1", "remark")}</row>"""
            + $"""<row>{RawWorkbook.Text("A2", "K1")}{RawWorkbook.Text("B2", "Berg")}<c t="e"><v>#N/A</v></c></row>"""
            + $"""<row><c t="e"><v>#REF!</v></c>{RawWorkbook.Text("B3", "Berg")}</row>"""
            + $"""<row>{RawWorkbook.Text("A4", "K3")}{RawWorkbook.Text("B4", "Be&#0;rg")}</row>"""
            + $"""<row>{RawWorkbook.Text("A5", "1,23457E+11")}{RawWorkbook.Text("B5", "Berg")}</row>"""
            + $"""<row>{RawWorkbook.Text("A6", "K5")}{RawWorkbook.Text("B6", "Be_x0007_rg_xD83D_")}</row>"""
            + $"""<row>{RawWorkbook.Text("A7", "1E+")}{RawWorkbook.Text("B7", "#1 Berg\nE+05")}</row>""").Write);
        var (code, results, messages) = await cli.RunAsync("import contacts --tenant acme --partial --file", "", path);
        Assert.True(code == 0, messages);
        Assert.Equal(
            ["3 customer_number cell_error", "4 last_name cell_not_text", "5 customer_number cell_shortened", "6 last_name cell_not_text"],
            results.Where(line => line.TryGetProperty("row", out _))
                .Select(line =>
                    $"{line.GetProperty("row")} {line.GetProperty("field").GetString()} {line.GetProperty("code").GetString()}"));
        Assert.Equal(2, results[^1].GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task Times_of_a_workbook_are_times_of_the_tenant_and_those_before_1900_are_refused()
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme --timezone Europe/Berlin");
        await cli.DoneAsync("import contacts --tenant acme --file", "",
            Write("c.csv", stream => stream.Write("customer_number,last_name\nK1,Berg\n"u8)));
        const string Row =
            "<row><c t=\"inlineStr\"><is><t>K1</t></is></c><c t=\"inlineStr\"><is><t>EUR</t></is></c><c><v>12.5</v></c><c " +
                "s=\"1\"><v>DAY</v></c></row>";
        var head = string.Concat(new[]
            { "customer_number", "currency", "gross", "invoice_date" }.Select(name => $"<c t=\"inlineStr\"><is><t>{name}</t></is></c>"));
        RawWorkbook Book(params string[] days) => new RawWorkbook(
            $"<row>{head}</row>{string.Concat(days.Select(day => Row.Replace("DAY", day, StringComparison.Ordinal)))}").Styles([], [0, 22]);
        Assert.Equal(2,
            (await cli.DoneAsync("import invoices --tenant acme --file", "", Write("good.xlsx", Book("46298.354166666664", "46298").Write)))
                .GetProperty("created").GetInt32());
        var (code, results, _) = await cli.RunAsync("import invoices --tenant acme --file", "",
            Write("bad.xlsx", Book("0", "-5", "3000000", "60").Write));
        Assert.Equal(1, code);
        Assert.Equal(4, results.Count(line => line.TryGetProperty("code", out var problem) && problem.GetString() == "invalid_date"));
        var csv = Write("old.csv",
            stream => stream.Write("""
                customer_number,currency,gross,invoice_date
                K1,EUR,1,0001-01-01
                K1,EUR,1,9999-12-31
                K1,EUR,1,1899-12-31T10:00:00Z

                """u8));
        Assert.Equal(3, (await cli.RunAsync("import invoices --tenant acme --file", "", csv))
            .Results.Count(line => line.TryGetProperty("code", out var problem) && problem.GetString() == "invalid_date"));
    }

    [Fact]
    public async Task Nothing_stays_in_the_temporary_folder_when_the_process_is_killed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // the handles of another process are read from /proc
        }

        await cli.DoneAsync("tenants create --slug acme --name Acme");
        var folder = Path.GetDirectoryName(cli.Write("x", ""))!;
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var pipe = Path.Combine(folder, "people.csv");
        using (var made = Process.Start("mkfifo", pipe))
        {
            await made.WaitForExitAsync();
        }

        using var portal = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "AdminPortal.Web.dll"), "import", "contacts", "--tenant", "acme", "--file", pipe,
                $"--Portal:DataDirectory={folder}", "--Portal:Seed=none"])
        {
            Environment = { ["TMPDIR"] = temporary, ["DOTNET_EnableDiagnostics"] = "0" },
        })!;
        try
        {
            // Opening waits for the reader; the file never ends, so the copy stays open, with what it already holds.
            await using var writer = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0))
                .WaitAsync(TimeSpan.FromMinutes(2));
            var secret = new byte[1024 * 1024];
            secret.AsSpan().Fill((byte)'s');
            await writer.WriteAsync(secret);
            await writer.WriteAsync(secret);
            var copy = Assert.Single(
                Directory.GetFiles($"/proc/{portal.Id.ToString(CultureInfo.InvariantCulture)}/fd"),
                handle => new FileInfo(handle).LinkTarget?.StartsWith(temporary, StringComparison.Ordinal) == true);
            Assert.EndsWith("(deleted)", new FileInfo(copy).LinkTarget, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        }
        finally
        {
            portal.Kill();
            await portal.WaitForExitAsync();
        }

        Assert.Empty(Directory.GetFileSystemEntries(temporary));
    }
}
