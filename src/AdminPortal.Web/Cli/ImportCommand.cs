using System.CommandLine;
using AdminPortal.Domain.Participants.Import;

namespace AdminPortal.Web.Cli;

/// <summary>The verb <c>import participants</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(CliContext context)
    {
        var tenant = new Option<string>("--tenant") { Required = true, Description = "Slug of the tenant." };
        var key = new Option<string>("--event") { Required = true, Description = "The event's key." };
        var path = new Option<string>("--file") { Required = true, Description = "CSV or XLSX, also packed with gzip." };
        var map = new Option<string?>("--map") { Description = $"Which column is what, in place of the guess: column=field,… with the fields {string.Join(", ", ImportFields.All)}. A field left empty leaves the column out." };
        var mode = new Option<ImportMode>("--mode") { DefaultValueFactory = _ => ImportMode.Upsert };
        var dryRun = new Option<bool>("--dry-run") { Description = "Judges every row and writes nothing." };
        var partial = new Option<bool>("--partial") { Description = "Imports the good rows although others are refused." };
        var participants = new Command("participants", "Imports participants and their contacts.").With(tenant, key, path, map, mode, dryRun, partial).OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, _) = await context.TenantAsync(parsed.GetRequiredValue(tenant), cancellationToken);
            var name = parsed.GetRequiredValue(path);
            await using var file = await TakeAsync(name, cancellationToken);
            var import = context.Get<ParticipantImport>();
            var preview = CliContext.Required(await import.InspectAsync(file, cancellationToken));
            var request = new ImportRequest
            {
                EventKey = parsed.GetRequiredValue(key),
                Mapping = Mapping(preview, parsed.GetValue(map)),
                Mode = parsed.GetValue(mode),
                DryRun = parsed.GetValue(dryRun),
                Partial = parsed.GetValue(partial),
                RefusedLimit = int.MaxValue,
            };
            context.Terminal.Say($"Columns: {string.Join(", ", request.Mapping.Select(pair => $"{pair.Key}={pair.Value}"))}");
            var result = CliContext.Required(await import.RunAsync(actor, request, file, new Reporter(context.Terminal), cancellationToken));
            Tell(context.Terminal, request, result);
        });
        return PortalCommands.Group("import", "Imports files.", participants);
    }

    private static void Tell(Terminal terminal, ImportRequest request, ImportResult result)
    {
        foreach (var row in result.RefusedRows)
        {
            terminal.Result(new { row.Row, row.Field, row.Code, row.Reason, row.Text });
        }

        terminal.Result(new { result.Rows, result.Created, result.Updated, result.Unchanged, result.Refused, result.Written, dry_run = request.DryRun });
        if (result.Refused > 0 && !request.Partial && !request.DryRun)
        {
            throw new CliFailure($"{result.Refused} rows were refused, so nothing was written. Mend them, or import the others with --partial.");
        }
    }

    private static async Task<ImportFile> TakeAsync(string name, CancellationToken cancellationToken)
    {
        if (!File.Exists(name))
        {
            throw new CliFailure($"There is no file \"{name}\".");
        }

        await using var stream = File.OpenRead(name);
        return CliContext.Required(await ImportFile.TakeAsync(stream, Path.GetFileName(name), true, cancellationToken));
    }

    /// <summary>The guess, changed by what was said: a named column gets its field, and no other column keeps it.</summary>
    private static Dictionary<string, string> Mapping(ImportPreview preview, string? map)
    {
        var mapping = new Dictionary<string, string>(preview.Mapping);
        foreach (var pair in (map ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = pair.LastIndexOf('=');
            var column = at > 0 ? pair[..at].Trim() : throw new CliFailure($"--map has \"{pair}\"; column=field is needed.");
            var field = pair[(at + 1)..].Trim();
            mapping.Remove(preview.Headers.FirstOrDefault(h => h == column) ?? preview.Headers.FirstOrDefault(h => h.Equals(column, StringComparison.OrdinalIgnoreCase)) ?? column);
            foreach (var other in mapping.Where(known => known.Value == field && field.Length > 0 && !map!.Contains($"{known.Key}={field}", StringComparison.Ordinal)).Select(known => known.Key).ToList())
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
