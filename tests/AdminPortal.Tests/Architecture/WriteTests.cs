using System.Text.RegularExpressions;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Architecture;

/// <summary>Who may write what.</summary>
public sealed partial class WriteTests
{
    /// <summary>Where each table's rows come from: its slice's folder.</summary>
    private static readonly Dictionary<string, string> Owners = new()
    {
        ["Tenants"] = "Tenants",
        ["TenantProfiles"] = "Tenants",
        ["Users"] = "Accounts",
        ["ApiKeys"] = "Accounts",
        ["Teams"] = "Accounts",
        ["Invitations"] = "Accounts",
        ["AccountLinks"] = "Accounts",
        ["RecoveryCodes"] = "Accounts",
        ["Passkeys"] = "Accounts",
        ["UserSessions"] = "Accounts",
        ["Events"] = "Events",
        ["Categories"] = "Events",
        ["Contacts"] = "Contacts",
        ["Participants"] = "Participants",
        ["CheckIns"] = "CheckIns",
        ["Scans"] = "CheckIns",
        ["CheckInWindows"] = "CheckIns",
        ["Walls"] = "Live",
        ["WallPairings"] = "Live",
        ["BadgeKeys"] = "Badges",
        ["BadgeDesigns"] = "Badges",
        ["BadgePrints"] = "Badges",
        ["Applications"] = "Applications",
        ["ApplicationEvents"] = "Applications",
        ["Invoices"] = "Invoices",
        ["InvoiceLines"] = "Invoices",
        ["InvoiceParties"] = "Invoices",
        ["InvoiceCounters"] = "Invoices",
        ["Payments"] = "Payments",
        ["RememberedCalls"] = "Api",
        ["KeyHours"] = "Api",
        ["KeyMinutes"] = "Api",
        ["ReportSchedules"] = "Schedules",
        ["ScheduleRuns"] = "Schedules",
        ["ReportExports"] = "Exports",
        ["ReportColumnChoices"] = "Exports",
        ["Alarms"] = "Alarms",
        ["AlarmLetters"] = "Alarms",
        ["WebhookEndpoints"] = "Webhooks",
        ["WebhookMessages"] = "Webhooks",
        ["WebhookDeliveries"] = "Webhooks",
        ["WebhookAttempts"] = "Webhooks",
        ["WebhookCursors"] = "Webhooks",
        ["SavedViews"] = "Views",
        ["DataProtectionKeys"] = "Data",
        ["RemovalEntries"] = "Data",
        ["RemovedRecords"] = "Data",
    };

    /// <summary>Folders that write tables of others, each with its reason.</summary>
    private static readonly Dictionary<string, string[]> Exceptions = new()
    {
        // A made-up tenant is written row by row, without the rules that people go through.
        ["Demo"] = ["Contacts", "Participants", "CheckIns", "Scans", "Categories", "Events", "Applications", "Invoices", "Payments",
            "Walls", "CheckInWindows"],

        // An import writes what its rows say, after the checks of the services it calls.
        ["Imports"] = ["Contacts", "Participants", "Applications", "Invoices", "Payments"],

        // The row of an import may bring its contact along.
        ["Participants"] = ["Contacts"],

        // The answer of a keyed scan is stored in the transaction of the scan.
        ["CheckIns"] = ["RememberedCalls"],
    };

    [Fact]
    public void Only_the_removal_marks_records_as_removed()
    {
        var strangers =
            from file in Repository.Files("src", ".cs", ".razor")
            where !file.StartsWith("src/AdminPortal.Domain/Data/Removal", StringComparison.Ordinal)
            && !file.Contains("/Migrations/", StringComparison.Ordinal)
            from Match match in Mark().Matches(Repository.Read(file))
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    [Fact]
    public void A_table_is_written_by_its_own_slice()
    {
        var strangers =
            from file in Repository.Files("src/AdminPortal.Domain", ".cs")
            let folder = Path.GetRelativePath("src/AdminPortal.Domain", Path.GetDirectoryName(file)!)
            where !file.StartsWith("src/AdminPortal.Domain/Data/Removal", StringComparison.Ordinal)
            from Match match in Write().Matches(Repository.Read(file))
            let table = match.Groups["table"].Value
            where Owners.TryGetValue(table, out var owner) && folder.Split('/')[0] != owner
                && !Exceptions.Any(exception => (folder + "/").StartsWith(exception.Key + "/", StringComparison.Ordinal)
                    && exception.Value.Contains(table))
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    [Fact]
    public void Outside_the_domain_nobody_writes_a_table()
    {
        var strangers =
            from file in Repository.Files("src/AdminPortal.Web", ".cs", ".razor")
            from Match match in Write().Matches(Repository.Read(file))
            where Owners.ContainsKey(match.Groups["table"].Value)
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    /// <summary>An assignment in code or in an update of many rows; "==" and the property itself are none.</summary>
    [GeneratedRegex(@"\bDeletedAt\b\s*=(?![=>])|SetProperty\([^;]*\bDeletedAt\b")]
    private static partial Regex Mark();

    /// <summary>A table with what writes it, within one statement.</summary>
    [GeneratedRegex(
        @"\b[dD]b\.(?<table>[A-Z]\w+)\b(?:\.(?:Add|AddAsync|AddRange|AddRangeAsync|Remove|RemoveRange|Update|UpdateRange|Attach)\(|\.[^;]{0,600}?\.Execute(?:Update|Delete)Async\()")]
    private static partial Regex Write();
}
