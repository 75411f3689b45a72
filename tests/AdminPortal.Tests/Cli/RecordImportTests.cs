using System.Text.Json;

namespace AdminPortal.Tests.Cli;

/// <summary>The imports of contacts, applications, invoices and payments, as they are run by hand.</summary>
public sealed class RecordImportTests : IAsyncLifetime, IDisposable
{
    private readonly CommandLine cli = new();

    public async Task InitializeAsync()
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        await cli.DoneAsync("events create --tenant acme --key run --title Lauf --from 2026-10-03T09:00 --to 2026-10-04");
        var contacts = await ImportAsync("contacts", "Kundennummer;Vorname;Nachname;Badge\nC1;Ida;Kaya;1\nC2;Åsa;Berg;2\n");
        Assert.Equal((2, true), (contacts.GetProperty("created").GetInt32(), contacts.GetProperty("written").GetBoolean()));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => cli.Dispose();

    private Task<JsonElement> ImportAsync(string what, string text, string more = "") =>
        cli.DoneAsync($"import {what} --tenant acme --file {cli.Write($"{what}.csv", text)} {more}");

    private async Task<(int? Code, List<JsonElement> Results)> RefusedAsync(string what, string text, string more = "")
    {
        var (code, results, _) = await cli.RunAsync($"import {what} --tenant acme --file {cli.Write($"{what}.csv", text)} {more}");
        return (code, results);
    }

    private static (int Created, int Updated, int Unchanged, int Refused) Counts(JsonElement result) =>
        (result.GetProperty("created").GetInt32(), result.GetProperty("updated").GetInt32(), result.GetProperty("unchanged")
            .GetInt32(), result.GetProperty("refused").GetInt32());

    [Fact]
    public async Task Contacts_are_brought_up_to_date_without_an_event()
    {
        Assert.Equal((1, 1, 1, 0),
            Counts(await ImportAsync("contacts",
                "customer_number,first_name,last_name,city\nC1,Ida,Kaya,\nC2,Åsa,Berg,Lund\nC3,Mia,Vogel,Kiel\n")));
        Assert.Equal(1, (await RefusedAsync("contacts", "customer_number,last_name\nC1,Other\n", "--mode create")).Code);
        Assert.Equal(1, (await RefusedAsync("contacts", "customer_number,last_name\nC9,Other\n", "--mode update")).Code);
    }

    [Fact]
    public async Task Applications_come_in_once_and_approved_ones_admit()
    {
        const string File =
            "customer_number;event_key;status;rating;message;created_at\nC1;run;approved;5;Hello;2026-05-01\nC2;run;;;;" +
                "2026-05-02T08:00:00Z\n";
        Assert.Equal((2, 0, 0, 0), Counts(await ImportAsync("applications", File)));
        Assert.Equal((0, 0, 2, 0), Counts(await ImportAsync("applications", File)));
        var people = await ImportAsync("participants", "customer_number,is_confirmed\nC1,1\n", "--event run");
        Assert.Equal((0, 0, 1, 0), Counts(people));
        var (code, results) = await RefusedAsync("applications",
            "customer_number,event_key,status,rating\nC9,run,open,4\nC1,nowhere,maybe,9\n");
        Assert.Equal(1, code);
        Assert.Equal(["customer_number", "event_key", "rating", "status"], results.Where(r => r.TryGetProperty("field", out _))
            .Select(r => r.GetProperty("field").GetString()).Order());
    }

    [Fact]
    public async Task Invoices_and_their_credit_notes_and_payments_come_from_files_and_nothing_is_written_when_a_row_is_wrong()
    {
        const string File =
            "number;kind;customer_number;event_key;currency;gross;invoice_date;due_date;credit_of\nA-1;invoice;C1;run;EUR;1.190,00;" +
                "03.10.2026;17.10.2026;\nA-2;credit_note;C1;;EUR;190;2026-10-04;;A-1\n;;C2;;CHF;50,5;2026-10-04;;\n";
        Assert.Equal((3, 0, 0, 0), Counts(await ImportAsync("invoices", File, "--dry-run")));
        Assert.Equal((3, 0, 0, 0), Counts(await ImportAsync("invoices", File)));
        Assert.Equal((1, 0, 2, 0), Counts(await ImportAsync("invoices", File)));
        const string Wrong =
            "number,kind,customer_number,currency,gross,invoice_date,credit_of\nA-3,invoice,C1,EUR,10,2026-10-05,\nA-4,credit_note,C1," +
                "EUR,1000.01,2026-10-05,A-1\nA-1,invoice,C1,EUR,7,2026-10-05,\nA-5,invoice,C1,EUR,1.234,2026-10-05,\n";
        var (code, results) = await RefusedAsync("invoices", Wrong);
        Assert.Equal((1, false), (code, results[^1].GetProperty("written").GetBoolean()));
        Assert.Equal([("above_rest", 3), ("taken", 4), ("invalid_amount", 5)], results[..^1]
            .Select(r => (r.GetProperty("code").GetString(), r.GetProperty("row").GetInt32())));
        Assert.Equal((1, 0, 0, 3), Counts(await ImportAsync("invoices", Wrong, "--partial")));
        const string Payments =
            "Rechnung;Zahlweg;Betrag;Gebühr;Datum;Referenz;Status\nA-1;stripe;1000,00;14,25;2026-10-06;ch_1;\nA-1;bank;5;;2026-10-06;;" +
                "pending\n";
        Assert.Equal((2, 0, 0, 0), Counts(await ImportAsync("payments", Payments)));
        Assert.Equal((1, 0, 1, 0), Counts(await ImportAsync("payments", Payments)));
        Assert.Equal(1,
            (await RefusedAsync("payments",
                "invoice_number,gateway,gross,paid_at,reference\nA-1,stripe,1,2026-10-06,ch_1\nA-2,stripe,1,2026-10-06,ch_9\n")).Code);
    }
}
