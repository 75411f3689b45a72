using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Domain.ExportTests;

namespace AdminPortal.Tests.Domain;

/// <summary>The columns that somebody chose for a file.</summary>
public sealed class ExportColumnTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Chosen_columns_are_remembered_for_each_person_and_kind(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var choices = portal.Get<ReportColumnChoices>();
        Assert.Empty(await choices.FindAsync(person, RevenueReport.Kind));
        (await choices.KeepAsync(person, RevenueReport.Kind, ["net", "currency"])).Required();
        (await choices.KeepAsync(person, RevenueReport.Kind, ["month", "net"])).Required();
        Assert.Equal(["month", "net"], await choices.FindAsync(person, RevenueReport.Kind));
        Assert.Empty(await choices.FindAsync(person, PaymentsReport.Kind));
        Assert.Empty(await choices.FindAsync(await PersonAsync(portal), RevenueReport.Kind));
        Assert.Equal("unknown", (await choices.KeepAsync(person, RevenueReport.Kind, ["net", "password"])).Problems[0].Code);
        (await choices.KeepAsync(person, RevenueReport.Kind, [])).Required();
        Assert.Empty(await choices.FindAsync(person, RevenueReport.Kind));
    }
}
