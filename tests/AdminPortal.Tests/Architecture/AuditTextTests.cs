using System.Globalization;
using System.Resources;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Web.Features.Audit;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Architecture;

/// <summary>Whatever the audit log may hold has words in both languages.</summary>
public sealed class AuditTextTests
{
    private static readonly ResourceManager Texts = new(typeof(AuditTexts));

    /// <summary>What is written by hand, beside the properties that the recorder compares.</summary>
    private static readonly (string Entity, string Name)[] ByHand =
    [
        (nameof(CheckIn), nameof(CheckIn.ParticipantId)), (nameof(CheckIn), nameof(CheckIn.CheckedInAt)),
            (nameof(CheckIn), nameof(CheckIn.Station)), (nameof(CheckIn), nameof(CheckIn.CheckedOutAt)),
        (nameof(CheckIn), nameof(Scan.Overridden)), (nameof(CheckIn), nameof(Scan.OverrideReason)),
        (nameof(Scan), nameof(Scan.ParticipantId)), (nameof(Scan), nameof(Scan.At)), (nameof(Scan), nameof(Scan.Station)),
            (nameof(Scan), nameof(Scan.Settlement)), (nameof(Scan), nameof(Scan.SettledNote)), (nameof(Application), "Events"),
            (nameof(Invoice), "Line"), (nameof(PortalUser), SessionService.Ended),
            (nameof(ReportExport), nameof(ReportExport.FileName)),
    ];

    private static IEnumerable<(string Entity, string Name)> Properties()
    {
        using var db = new PortalDb((DbContextOptions<PortalDb>)new DbContextOptionsBuilder<PortalDb>()
            .UsePortalSqlite("Data Source=:memory:").Options);
        return [.. ByHand, .. db.Model.GetEntityTypes().Where(type => typeof(IAudited).IsAssignableFrom(type.ClrType))
            .SelectMany(type => type.GetProperties().Where(AuditRecorder.IsShown).Where(property =>
                property.Name != nameof(ISoftDeleted.DeletedAt)).Select(property => (type.ClrType.Name, property.Name)))];
    }

    /// <summary>
    /// The keys that a language has no text for; English is the language of the neutral file, and no language falls back to it here.
    /// </summary>
    private static IEnumerable<string> Missing(IEnumerable<string> keys) =>
        from language in Languages.All
        let known = Texts.GetResourceSet(language.Name == "en" ? CultureInfo.InvariantCulture : language, true, false)!
        from key in keys
        where key.Split('|').All(alternative => known.GetString(alternative) is null)
        select $"{language.Name}: {key}";

    [Fact]
    public void Every_audited_property_has_words()
    {
        var properties = Properties().ToList();
        Assert.True(properties.Count > 100);
        Assert.Empty(Missing(properties.Select(property => $"Field_{property.Entity}_{property.Name}|Field_{property.Name}")));
    }

    [Fact]
    public void Every_value_of_every_audited_enum_has_words_and_every_id_leads_to_a_kind_with_names()
    {
        var fields = Properties().Select(property => AuditField.Of(property.Entity, property.Name)).ToList();
        var choices = fields.Select(field => field.Choice).OfType<Type>().Where(type => type != typeof(DayOfWeek)).Distinct().ToList();
        Assert.True(choices.Count > 8);
        Assert.Empty(Missing(choices.SelectMany(type => Enum.GetNames(type).Select(value => $"Value_{type.Name}_{value}"))));
        Assert.All(fields.Where(field => field.Refers is not null), field => Assert.Contains(field.Refers, AuditQueries.Entities));
        Assert.All(Properties().Where(property => property.Name.EndsWith("Id", StringComparison.Ordinal)), property =>
            Assert.Equal(AuditShape.Reference, AuditField.Of(property.Entity, property.Name).Shape));
    }

    [Fact]
    public void Every_kind_action_operation_scope_and_setting_has_words()
    {
        var kinds = Properties().Select(property => property.Entity).Distinct().ToList();
        Assert.Equal(kinds.Order(), AuditQueries.Entities.Order());
        Assert.Empty(Missing(
        [
            .. kinds.SelectMany(kind => new[] { $"Kind_{kind}", $"Kinds_{kind}" }),
            .. Enum.GetNames<AuditAction>().Select(action => $"Action_{action}"),
            .. Enum.GetNames<OperationKind>().Select(kind => $"Operation_{kind}"),
            .. Enum.GetNames<ActorKind>().Select(kind => $"By_{kind}"),
            .. Grants.Scopes.Select(scope => $"Scope_{scope}"),
            "Language_de", "Language_en", "Theme_dark", "Theme_light",
        ]));
    }
}
