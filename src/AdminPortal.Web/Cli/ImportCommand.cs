using System.CommandLine;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;

namespace AdminPortal.Web.Cli;

/// <summary>The verb <c>import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(CliContext context) => PortalCommands.Group(
        "import",
        "Imports files.",
        Create<ParticipantImport>(context, "participants", "Imports participants and their contacts.", ImportFields.All, ofEvent: true),
        Create<ContactImport>(context, "contacts", "Imports contacts.", ImportFields.OfContact),
        Create<ApplicationImport>(context, "applications", "Imports applications; approved ones admit to their events."),
        Create<InvoiceImport>(context, "invoices",
            "Imports invoices and credit notes with their numbers; a row without a number becomes a draft."),
        Create<PaymentImport>(context, "payments", "Imports payments."));

    private static Command Create<T>(CliContext context, string name, string description, IReadOnlyList<string>? people = null,
        bool ofEvent = false)
        where T : ImportKind
    {
        var options = new Common(people);
        var key = new Option<string>("--event") { Required = true, Description = "The event's key." };
        var mode = new Option<ImportMode>("--mode") { DefaultValueFactory = _ => ImportMode.Upsert };
        Option[] some = [options.Tenant, .. ofEvent ? (Option[])[key] : [], options.File, options.Map,
            .. people is null ? [] : (Option[])[mode], options.DryRun, options.Partial];
        return new Command(name, description).With(some).OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, _) = await context.TenantAsync(parsed.GetRequiredValue(options.Tenant), cancellationToken);
            await using var file = await TakeAsync(context, parsed.GetRequiredValue(options.File), cancellationToken);
            var import = context.Get<T>();
            var preview = CliContext.Required(await import.InspectAsync(file, cancellationToken));
            var mapping = Mapping(preview.Headers, import.Guess(preview.Headers), parsed.GetValue(options.Map));
            var request = new ImportRequest
            {
                EventKey = ofEvent ? parsed.GetRequiredValue(key) : null,
                Mapping = mapping,
                Mode = people is not null ? parsed.GetValue(mode) : ImportMode.Upsert,
                DryRun = parsed.GetValue(options.DryRun),
                Partial = parsed.GetValue(options.Partial),
                RefusedLimit = int.MaxValue,
            }.BesideAnotherProcess();
            Tell(context.Terminal, mapping);
            await context.Get<ImportRecovery>().RecoverAsync(cancellationToken);
            var result =
                CliContext.Required(await import.RunAsync(actor, request, file, new Reporter(context.Terminal), cancellationToken));
            Tell(context.Terminal, request.DryRun, request.Partial, result);
        });
    }

    private sealed class Common(IEnumerable<string>? fields)
    {
        public Option<string> Tenant { get; } = new("--tenant") { Required = true, Description = "Slug of the tenant." };

        public Option<string> File { get; } = new("--file") { Required = true, Description = "CSV or XLSX, also packed with gzip." };

        public Option<string?> Map { get; } = new("--map")
        {
            Description =
                $"Which column is what, in place of the guess: column=field," +
                    $"…{(fields is null ? "" : $" with the fields {string.Join(", ", fields)}")}. A field left empty leaves the column " +
                        "out."
        };

        public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Judges every row and writes nothing." };

        public Option<bool> Partial { get; } = new("--partial") { Description = "Imports the good rows although others are refused." };
    }

    private static void Tell(Terminal terminal, IReadOnlyDictionary<string, string> mapping) =>
        terminal.Say($"Columns: {string.Join(", ", mapping.Select(pair => $"{pair.Key}={pair.Value}"))}");

    private static void Tell(Terminal terminal, bool dryRun, bool partial, ImportResult result)
    {
        foreach (var row in result.RefusedRows)
        {
            terminal.Result(new { row.Row, row.Field, row.Code, row.Reason, row.Text });
        }

        terminal.Result(new
        { result.Rows, result.Created, result.Updated, result.Unchanged, result.Refused, result.Written, dry_run = dryRun });
        if (result.Refused > 0 && !partial && !dryRun)
        {
            throw new CliFailure(
                $"{result.Refused} rows were refused, so nothing was written. Mend them, or import the others with --partial.");
        }
    }

    private static async Task<ImportFile> TakeAsync(CliContext context, string name, CancellationToken cancellationToken)
    {
        if (!File.Exists(name))
        {
            throw new CliFailure($"There is no file \"{name}\".");
        }

        await using var stream = File.OpenRead(name);
        return CliContext.Required(await ImportFile.TakeAsync(stream, Path.GetFileName(name), true, context.Get<ILogger<ImportFile>>(),
            cancellationToken));
    }

    /// <summary>The guess, changed by what was said: a named column gets its field, and no other column keeps it.</summary>
    private static Dictionary<string, string> Mapping(IReadOnlyList<string> headers, IReadOnlyDictionary<string, string> guess, string? map)
    {
        var mapping = new Dictionary<string, string>(guess);
        foreach (var pair in (map ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = pair.LastIndexOf('=');
            var column = at > 0 ? pair[..at].Trim() : throw new CliFailure($"--map has \"{pair}\"; column=field is needed.");
            var field = pair[(at + 1)..].Trim();
            mapping.Remove(headers.FirstOrDefault(h => h == column)
                ?? headers.FirstOrDefault(h => h.Equals(column, StringComparison.OrdinalIgnoreCase)) ?? column);
            foreach (var other in mapping.Where(known => known.Value == field && field.Length > 0
                && !map!.Contains($"{known.Key}={field}", StringComparison.Ordinal)).Select(known => known.Key).ToList())
            {
                mapping.Remove(other);
            }

            if (field.Length > 0)
            {
                mapping[column] = field;
            }
        }

        return mapping;
    }

    private sealed class Reporter(Terminal terminal) : IProgress<ImportProgress>
    {
        private ImportProgress? last;

        public void Report(ImportProgress value)
        {
            if (last is null || last.Stage != value.Stage || value.Rows - last.Rows >= 10_000 || value.Rows == value.Total)
            {
                terminal.Say($"{(value.Stage == ImportStage.Checking ? "Checking" : "Writing")}: {value.Rows:N0} of {value.Total:N0} rows");
                last = value;
            }
        }
    }
}
