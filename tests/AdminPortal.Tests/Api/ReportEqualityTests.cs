using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Domain;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Api;

/// <summary>
/// Page, API, CSV and workbook say the same of every report, to the cent, and the head figures are those of a walk over all records.
/// </summary>
[TakesLong]
public sealed class ReportEqualityTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Everything_says_the_same_of_the_demo(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var tenants = host.Get<TenantService>();
        if (await tenants.FindAsync(DemoSeed.Slug) is null) // a database that outlives the run has it already
        {
            (await host.Get<DemoSeed>().RunAsync()).Required();
        }

        await SameAsync(host, DemoSeed.Slug, (await tenants.FindAsync(DemoSeed.Slug))!.Id, DemoSeed.RunningKey);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Everything_says_the_same_of_a_tenant_with_100_000_participants(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var slug = Slug("large");
        var large = (await host.Get<LargeSeed>().RunAsync(slug)).Required();
        Assert.Equal((100_000, 30_000, 50_000, 5_000), (large.Participants, large.Invoices, large.Payments, large.Applications));
        Assert.InRange(large.CheckIns, 100_000, 180_000);
        await SameAsync(host, slug, large.TenantId, LargeSeed.LargestKey);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_large_tenant_is_the_same_every_time(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var texts = new List<string>();
        foreach (var slug in new[] { Slug("first"), Slug("second") })
        {
            var made = (await host.Get<LargeSeed>().RunAsync(slug, 1_000)).Required();
            Assert.False((await host.Get<LargeSeed>().RunAsync(slug, 1_000)).Ok);
            var api = await ApiAsync(host, slug, made.TenantId);
            var reports = new List<string>();
            foreach (var kind in ReportKinds.Summaries.Where(kind => kind.IsInApi))
            {
                reports.Add((await api.GetAsync($"/reports/{kind.Key}")).Is(HttpStatusCode.OK).Data.GetRawText());
            }

            texts.Add(string.Join('\n', reports));
        }

        Assert.Equal(texts[0], texts[1]);
    }

    private static string Slug(string name) => $"{name}-{Guid.NewGuid():N}";

    private static async Task<ApiPortal> ApiAsync(ApiHost host, string slug, long tenant)
    {
        var owner = new Actor(tenant, ActorKind.User, null, "Olga Owner", Grants.Of(Role.Owner)) { Proof = new(DateTime.MaxValue) };
        var api = new ApiPortal(host, slug, owner);
        api.Key = await api.KeyAsync("reports");
        return api;
    }

    private static async Task SameAsync(ApiHost host, string slug, long tenant, string eventKey)
    {
        var api = await ApiAsync(host, slug, tenant);
        var month = DateOnly.FromDateTime(host.Time.UtcNow()).AddDays(-30);
        (string Query, ReportFilter Filter)[] filters =
            [("", new()), ($"?event_key={eventKey}", new(eventKey)), ($"?date_from={month:yyyy-MM-dd}", new(null, ReportBound.Of(month)))];
        var walk = await ReportWalk.OfAsync(new ReportRows(host.Get<IDbContextFactory<PortalDb>>(), api.Owner),
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), host.Time.UtcNow());
        foreach (var (query, filter) in filters)
        {
            foreach (var kind in ReportKinds.Summaries.Where(kind => kind.IsInApi))
            {
                var document = (await host.Get<ReportQueries>().OpenAsync(api.Owner, new ReportRequest(kind.Key, filter))).Required();
                var expected = ReportCopies.Of(document);
                host.Commands.Reset();
                var answer = (await api.GetAsync($"/reports/{kind.Key}{query}")).Is(HttpStatusCode.OK);
                Assert.InRange(host.Commands.Count, 3, 7); // the key's own look-up among them
                Assert.Equal(expected, ReportCopies.Json(document, answer.Data.GetProperty("data")));
                foreach (var language in new[] { ReportTexts.Of("de"), ReportTexts.Of("en") })
                {
                    Assert.Equal(expected, await ReportCopies.CsvAsync(document, language));
                    Assert.Equal(expected, await ReportCopies.XlsxAsync(document, language));
                    Assert.Equal(expected, ReportCopies.Page(document, language));
                }
            }

            ReportGeneratedTests.Same(walk.Overview(filter),
                (await host.Get<ReportQueries>().ReadAsync(api.Owner, OverviewReport.Kind, filter)).Required().Data);
        }
    }
}
